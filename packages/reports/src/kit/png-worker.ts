import { parentPort } from "node:worker_threads";
import { renderPng } from "./render-png.ts";

// The thread of PngThread: answers each SVG text with its PNG.
parentPort!.on("message", (svg: string) => parentPort!.postMessage(renderPng(svg)));
