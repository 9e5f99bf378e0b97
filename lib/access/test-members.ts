import { createAccessToken } from "@/lib/iam/access-token";
import { addMembership } from "@/lib/iam/organisation";
import { createUser } from "@/lib/iam/user";
import type { TestCaller } from "@/lib/kms/test-calls";

/** A person with a token who belongs to an organisation of somebody else. For integration tests. */
export async function createTestMember(
  organisationId: string,
  name: string,
  role: "OWNER" | "MEMBER" = "MEMBER",
): Promise<TestCaller> {
  const { id: userId } = await createUser({ email: `${name}@example.org`, name, password: null });
  await addMembership({ organisationId, userId, role });
  const { token } = await createAccessToken({ userId, name: "test", expiresAt: null });
  return { userId, organisationId, token };
}
