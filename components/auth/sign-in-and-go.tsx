"use client";

import { returnAddress } from "./return-address";
import { SignInForm } from "./sign-in-form";

/** The form of the sign-in page: goes to where one wanted to be, or to the front page. */
export function SignInAndGo({ callbackUrl }: { callbackUrl: string | null }) {
  return <SignInForm onSignedIn={() => window.location.assign(returnAddress(callbackUrl, window.location.origin))} />;
}
