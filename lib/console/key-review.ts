import type { KeyReviewCounts } from "@/lib/contract/console";
import { KEY_REVIEWS, type KeyReview } from "@/lib/contract/key-review";
import type { Call } from "@/lib/door/call";
import { countKeys } from "@/lib/kms/key-list-store";
import { reviewFilter } from "@/lib/kms/review-keys";
import { clock } from "@/lib/platform/clock";
import { overDatabases } from "./over-databases";

/** How many keys of the scope each review holds, over the regions that answer. Errors: those of the door. */
export async function readKeyReviews(call: Call): Promise<KeyReviewCounts> {
  const { answers, unavailableRegions } = await overDatabases(call, async (database, caller, filter) => {
    const counts = await Promise.all(
      KEY_REVIEWS.map(async (review) => {
        const more = await reviewFilter(database, caller.scope, review, clock.now());
        return countKeys(database, caller.scope, { ...filter, ...more });
      }),
    );
    return counts;
  });
  const countOf = (review: KeyReview) =>
    answers.reduce((sum, counts) => sum + (counts[KEY_REVIEWS.indexOf(review)] ?? 0), 0);
  const [unused, exportable] = [countOf("unused"), countOf("exportable")];
  return {
    unused,
    exportable,
    unscheduled: countOf("unscheduled"),
    near_limit: countOf("near_limit"),
    unavailableRegions,
  };
}
