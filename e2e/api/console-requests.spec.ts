import { request as nodeRequest } from "node:http";
import { expect, type Page, test } from "@playwright/test";
import { administratorIn } from "../fixtures";
import { SignInPage } from "../pages/sign-in-page";

const administrator = administratorIn(process.env.PELAGOS_TEST_BOOTSTRAP ?? "");
const origin = new URL(process.env.PELAGOS_TEST_URL ?? "http://localhost").origin;

test("what the console cannot serve is refused with the status that says why, never with 500", async ({ request }) => {
  const send = (headers: Record<string, string>, data: string) =>
    request.post(`/${administrator.organisation}/keys`, {
      headers: { "next-action": "4".repeat(42), "content-type": "text/plain;charset=UTF-8", ...headers },
      data,
    });
  const foreign = await send({ origin: "http://localhost:1" }, "[]");
  expect(foreign.status()).toBe(403);
  expect(await foreign.json()).toMatchObject({ code: "permission_denied", requestId: expect.any(String) });
  for (const body of ["", "{", "{}", '["$F1"]']) expect((await send({ origin }, body)).status(), body).toBe(400);
  expect((await send({ origin }, JSON.stringify(["x".repeat(1_100_000)]))).status()).toBe(413);
});

test("TRACE and other methods that change nothing here are answered with 405", async () => {
  for (const method of ["TRACE", "OPTIONS", "PUT", "DELETE"]) {
    const status = await new Promise((resolve, reject) => {
      const sent = nodeRequest(new URL("/sign-in", origin), { method }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on("error", reject).end();
    });
    expect(status, method).toBe(405);
  }
});

async function statusOf(page: Page, path: string): Promise<number | undefined> {
  return (await page.goto(path))?.status();
}

test("addresses inside an organisation answer 404 where nothing is, 200 where something is", async ({ page }) => {
  await new SignInPage(page).signIn(administrator);
  const base = `/${administrator.organisation}`;
  for (const path of [`${base}/nothing`, `${base}/nothing/at/all`, `${base}/keys/nl-01/no-such-key`, "/nobody/keys"]) {
    expect(await statusOf(page, path), path).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
  for (const path of [base, `${base}/keys`, `${base}/keys/new`, `${base}/playground`]) {
    expect(await statusOf(page, path), path).toBe(200);
  }
});
