/** Tables made by hand-written SQL in the migrations: Prisma neither describes nor changes them. */
export const externalTables = [
  "public.audit_writer",
  "public.audit_group",
  "public.audit_record",
  "public.audit_record_standard",
  "public.audit_record_standard_default",
  "public.audit_record_default",
  "public.audit_signing_key",
  "public.audit_checkpoint",
  "public.audit_organisation",
  "public.audit_leaf",
  "public.uncredentialed_call_count",
  "public.audit_indexed",
  "public.audit_index_state",
  "public.audit_facet",
  "public.audit_facet_count",
  "public.audit_segment",
];
