import { defineConfig } from "vite";

// With these headers a page may share memory between threads. `--mode plain` shows what a host without them gives.
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig(({ mode }) => {
  const headers = mode === "plain" ? {} : ISOLATION;
  return {
    // Addresses of files begin with "./", so that dist/ works in any folder of a static host.
    base: "./",
    // The threads of TensorFlow.js' backend wasm run the text of a function, which minified names would break.
    build: { target: "es2023", minify: false, chunkSizeWarningLimit: 5000 },
    worker: { format: "es" },
    // Imports of a worker, which `vite` would find when it starts, and reload the page.
    optimizeDeps: {
      include: ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm", "@tensorflow/tfjs-backend-webgl"],
    },
    server: { headers },
    preview: { headers },
  };
});
