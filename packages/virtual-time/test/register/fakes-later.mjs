// Fake timers of somebody else come and go above the stand-ins.
import { mock } from "node:test";
import { install } from "@sinonjs/fake-timers";
import { runVirtual } from "@heddle/virtual-time";
import { seenEarly } from "./early.mjs";

const { setTimeout: before, Date: dateBefore } = globalThis;
const refusals = [];

const clock = install();
let fired = false;
setTimeout(() => (fired = true), 1000);
clock.tick(1000);
refusals.push(await runVirtual(() => {}).catch(({ name }) => name));
clock.uninstall();

mock.timers.enable({ apis: ["setTimeout", "Date"] });
refusals.push(await runVirtual(() => {}).catch(({ name }) => name));
mock.timers.reset();

const stays = setTimeout === before && Date === dateBefore;
process.stdout.write(JSON.stringify({ fired, refusals, stays, hours: await seenEarly(runVirtual) }));
