export { isHeldBy, type Lease, type LeaseOptions, takeLease } from "./lease.ts";
export { changedObject } from "./s3-errors.ts";
export { S3Objects, type S3Place, type StoredObject } from "./s3-objects.ts";
