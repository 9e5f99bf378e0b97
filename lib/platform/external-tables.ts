/** Tables made by hand-written SQL in the migrations: Prisma neither describes nor changes them. */
export const externalTables = [
  "public.audit_writer",
  "public.audit_group",
  "public.audit_record",
  "public.audit_record_standard",
  "public.audit_record_standard_default",
  "public.audit_record_default",
  "public.uncredentialed_call_count",
];
