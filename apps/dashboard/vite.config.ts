import { defineConfig } from "vite";

export default defineConfig({
  // Addresses of files begin with "./", because the API may be served under a prefix.
  base: "./",
  build: {
    target: "es2023",
    // A data URL would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // `pnpm dev`: the page from Vite, its data from `pnpm serve` beside it.
  server: {
    proxy: Object.fromEntries(
      ["/models", "/forecast", "/bars", "/record", "/openapi.json", "/docs", "/redoc"].map((path) => [
        path,
        API(),
      ]),
    ),
  },
});

function API(): string {
  return process.env.API ?? "http://127.0.0.1:8000";
}
