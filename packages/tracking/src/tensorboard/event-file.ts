import { closeSync, openSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { crc32c } from "@aws-crypto/crc32c";
import protobuf from "protobufjs";

// The fields for scalars of tensorflow/core/util/event.proto and framework/summary.proto.
const { root } = protobuf.parse(
  `
  syntax = "proto3";
  message Event {
    double wall_time = 1;
    int64 step = 2;
    oneof what { string file_version = 3; Summary summary = 5; }
  }
  message Summary {
    message Value { string tag = 1; float simple_value = 2; }
    repeated Value value = 1;
  }
`,
  { keepCase: true },
);
const Event = root.lookupType("Event");

/** A TensorBoard event file of scalars by step, readable while it is written. */
export class EventFile {
  readonly path: string;
  readonly #file: number;

  /** Creates a file in an existing folder; TensorBoard shows each folder with such a file as a run. */
  constructor(folder: string) {
    const seconds = Math.floor(Date.now() / 1000);
    this.path = join(folder, `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.0`);
    this.#file = openSync(this.path, "wx");
    this.#write({ file_version: "brain.Event:2" });
  }

  /** Writes values by tag, as float32. */
  scalars(step: number, values: Readonly<Record<string, number>>): void {
    const value = Object.entries(values).map(([tag, simple_value]) => ({ tag, simple_value }));
    this.#write({ step, summary: { value } });
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(event: object): void {
    const wall_time = Date.now() / 1000;
    writeSync(this.#file, frame(Event.encode({ wall_time, ...event }).finish()));
  }
}

/** Frames data as a TFRecord, little-endian: length (uint64), its checksum, data, its checksum. */
function frame(data: Uint8Array): Buffer {
  const record = Buffer.alloc(8 + 4 + data.length + 4);
  record.writeBigUInt64LE(BigInt(data.length), 0);
  record.writeUInt32LE(masked(crc32c(record.subarray(0, 8))), 8);
  record.set(data, 12);
  record.writeUInt32LE(masked(crc32c(data)), 12 + data.length);
  return record;
}

/** Masks a checksum as tensorflow/core/lib/hash/crc32c.h does, for data that contain checksums themselves. */
function masked(crc: number): number {
  const rotated = (crc >>> 15) | (crc << 17);
  return (rotated + 0xa282ead8) >>> 0;
}
