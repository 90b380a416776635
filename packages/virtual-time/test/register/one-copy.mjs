import { runVirtual } from "@heddle/virtual-time";
import { seenEarly } from "./early.mjs";

const { setTimeout: before } = globalThis;
const hours = await seenEarly(runVirtual);
process.stdout.write(JSON.stringify({ hours, stays: setTimeout === before }));
