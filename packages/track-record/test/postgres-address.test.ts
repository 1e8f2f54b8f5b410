import { X509Certificate } from "node:crypto";
import { expect, test } from "@jest/globals";
import pg from "pg";
import { addressOf } from "../src/store/postgres.ts";

const RDS = "postgres://lstm:secret@record.abc.eu-west-1.rds.amazonaws.com:5433/record";

test("when a server of Amazon RDS is verified, then its authorities are known", async () => {
  const address = await addressOf(`${RDS}?sslmode=verify-full`);
  const { ssl, host, port, password } = new pg.Client(address);
  const { ca, rejectUnauthorized } = ssl as unknown as { ca: string[]; rejectUnauthorized?: boolean };
  const subjects = ca.map((certificate) => new X509Certificate(certificate).subject);
  expect(
    subjects.filter((subject) => /CN=Amazon RDS eu-west-1 Root CA RSA2048 G1/.test(subject)),
  ).toHaveLength(1);
  expect(rejectUnauthorized).not.toBe(false);
  expect([host, port, password]).toEqual([new URL(RDS).hostname, 5433, "secret"]);
});

test.each([RDS, `${RDS}?sslmode=no-verify`, "postgres://localhost/record?sslmode=verify-full"])(
  "when the address is %s, then pg takes it as it is",
  async (url) => {
    expect(await addressOf(url)).toEqual({ connectionString: url });
  },
);
