import { notFound } from "next/navigation";

/** Addresses below an organisation that no page has: "not found" inside the shell, so that the menu stays. */
export default function MissingPage() {
  notFound();
}
