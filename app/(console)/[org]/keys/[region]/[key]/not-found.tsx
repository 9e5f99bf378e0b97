import { ObjectMissing } from "@/components/layout/object-missing";

export default function KeyNotFound() {
  return <ObjectMissing kind="keys" />;
}
