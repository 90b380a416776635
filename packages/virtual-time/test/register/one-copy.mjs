import { runVirtual } from "@heddle/virtual-time";
import { seenEarly } from "./early.mjs";

const { setTimeout: before } = globalThis;
const hours = await seenEarly(runVirtual);
console.log(JSON.stringify({ hours, stays: setTimeout === before }));
