/** The name of what draws, and so computes, for WebGL in this browser; undefined without WebGL. */
export function rendererName(): string | undefined {
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (!gl) return undefined;
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  return info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : "the graphics processor";
}

/** Whether a renderer of this name computes on the processor, which takes the time of all others. */
export function isSoftware(name: string): boolean {
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}
