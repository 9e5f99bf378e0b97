/** A person as stored. */
export interface AppUserRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly createdAt: Date;
}

/** A person as others in an organisation see them. */
export function appUserOf({ id, name, email, createdAt }: AppUserRow) {
  return { subject: id, name, email, createdAt: createdAt.toISOString() };
}
