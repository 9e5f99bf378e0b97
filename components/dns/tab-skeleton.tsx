import { Panel } from "../ui/panel";
import { Skeleton } from "../ui/skeleton";

const LINES = ["w-2/3", "w-1/2", "w-3/5", "w-2/5"] as const;

/** Two panels of lines, in the place of a tab that is loading. */
export function TabSkeleton() {
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      {["left", "right"].map((side) => (
        <Panel key={side}>
          <div className="flex flex-col gap-4 py-1">
            {LINES.map((width) => (
              <Skeleton key={width} className={width} />
            ))}
          </div>
        </Panel>
      ))}
    </div>
  );
}
