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

/** What of a membership decides as what a person is seen. */
export interface SeenMembership {
  readonly createdAt: Date;
  /** Null while the invitation was not followed. */
  readonly acceptedAt: Date | null;
  /** What the organisation calls the person until then. */
  readonly invitedName: string | null;
}

/** A member as seen in one organisation: until the invitation is followed, only by what that organisation has said itself. */
export function memberAsSeen(user: AppUserRow, { acceptedAt, invitedName, createdAt }: SeenMembership) {
  return appUserOf(acceptedAt === null ? { ...user, name: invitedName ?? user.name, createdAt } : user);
}
