import { ObjectMissing } from "@/components/layout/object-missing";

export default function ZoneNotFound() {
  return <ObjectMissing kind="dns" />;
}
