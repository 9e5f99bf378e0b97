/** Lists of keys that somebody should look through now and then. */
export const KEY_REVIEWS = ["unused", "exportable", "unscheduled", "near_limit"] as const;

/** unused: active and not used for 90 days; exportable: material may leave; unscheduled: active, rotates only by hand; near_limit: its newest version has encrypted half as often as is safe. */
export type KeyReview = (typeof KEY_REVIEWS)[number];

/** How long an active key may be unused before it is worth a look, in days. */
export const UNUSED_DAYS = 90;
