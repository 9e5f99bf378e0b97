import { SecretMissing } from "@/components/secrets/secret-missing";

export default function SecretNotFound() {
  return <SecretMissing />;
}
