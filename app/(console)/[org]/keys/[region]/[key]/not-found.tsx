import { KeyMissing } from "@/components/keys/key-missing";

export default function KeyNotFound() {
  return <KeyMissing />;
}
