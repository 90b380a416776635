import { currentScope, type Scope } from "../scope.ts";
import { builtinModule } from "./builtin-modules.ts";
import { type StandIn, standInsOf } from "./stand-in.ts";

/**
 * `crypto.randomUUID` and `crypto.getRandomValues`, and of `node:crypto` `randomUUID` and `randomBytes`, seeded by the
 * scope. What the host draws for itself, such as keys, stays random, and so does `getRandomValues` when it is imported from
 * `node:crypto`, where nobody can replace it.
 */
export function cryptoStandIns(): StandIn[] {
  const { crypto } = globalThis as { crypto?: WebCrypto };
  const node = builtinModule<NodeCrypto>("node:crypto");
  return [...(crypto === undefined ? [] : webStandIns(crypto)), ...(node === undefined ? [] : nodeStandIns(node))];
}

type Uuid = `${string}-${string}-${string}-${string}-${string}`;

interface WebCrypto {
  randomUUID?: () => Uuid;
  getRandomValues: <T extends ArrayBufferView>(values: T) => T;
}

interface NodeCrypto {
  randomUUID: (options?: object) => Uuid;
  randomBytes: (size: number, callback?: (error: Error | null, bytes: Uint8Array) => void) => Uint8Array | undefined;
}

function webStandIns(crypto: WebCrypto): StandIn[] {
  const { randomUUID: realUUID, getRandomValues: realValues } = crypto;

  const getRandomValues = <T extends ArrayBufferView>(values: T): T => {
    realValues.call(crypto, values); // refuses what it must
    const scope = currentScope();
    if (scope === null) return values;
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    bytes.set(randomBytesOf(scope, bytes.length));
    return values;
  };
  // A page that is not served securely has no randomUUID.
  const uuids = realUUID === undefined ? {} : { randomUUID: virtualUUID(() => realUUID.call(crypto)) };
  return standInsOf(crypto, { getRandomValues, ...uuids });
}

function nodeStandIns(node: NodeCrypto): StandIn[] {
  const { randomBytes: realBytes, randomUUID } = node;

  const randomBytes: NodeCrypto["randomBytes"] = (size, callback) => {
    const scope = currentScope();
    if (scope === null) return callback === undefined ? realBytes(size) : realBytes(size, callback);
    const bytes = realBytes(size) as Uint8Array; // a Buffer; refuses what it must
    bytes.set(randomBytesOf(scope, size));
    if (callback === undefined) return bytes;
    scope.loop.callSoon(() => callback(null, bytes));
    return undefined;
  };
  return standInsOf(node, { randomBytes, randomUUID: virtualUUID(randomUUID) });
}

function virtualUUID(real: (options?: object) => Uuid): (options?: object) => Uuid {
  return (options) => {
    const scope = currentScope();
    return scope === null ? real(options) : uuid(randomBytesOf(scope, 16));
  };
}

function randomBytesOf(scope: Scope, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, () => Math.floor(scope.random() * 256));
}

/** Of version 4, that of random ones. */
function uuid(bytes: Uint8Array): Uuid {
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
