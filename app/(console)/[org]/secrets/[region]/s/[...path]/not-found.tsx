import { ObjectMissing } from "@/components/layout/object-missing";

export default function SecretNotFound() {
  return <ObjectMissing kind="secrets" />;
}
