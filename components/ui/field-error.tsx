import { CircleAlert } from "lucide-react";

/** The error line under fields that are no React Aria field: groups, files. Announced when it appears. */
export function FieldError({ message, id }: { message: string; id?: string }) {
  return (
    <p id={id} role="alert" className="flex items-start gap-1.5 text-caption text-bad">
      <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
      {message}
    </p>
  );
}
