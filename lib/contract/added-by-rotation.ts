/** What a rotation period adds to the use of a key. */
export interface AddedByRotation {
  readonly versions: number;
  /** Hours of key versions that these add within the year. */
  readonly versionHours: number;
}

/** What a period in days adds to a key in one year of 365 days that begins with a new version. */
export function addedByRotationPerYear(periodInDays: number): AddedByRotation {
  const versions = Math.ceil(365 / periodInDays) - 1;
  return { versions, versionHours: 24 * (365 * versions - (periodInDays * versions * (versions + 1)) / 2) };
}
