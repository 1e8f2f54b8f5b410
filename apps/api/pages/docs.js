// The address of the document is relative to this script, which may be served under a prefix.
const { src } = document.currentScript;
// Swagger UI has a dark mode, but does not ask the browser for it.
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();
// validatorUrl null: Swagger UI would otherwise send the document's address to an online validator.
SwaggerUIBundle({
  url: new URL("../openapi.json", src).href,
  dom_id: "#swagger-ui",
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
