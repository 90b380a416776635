// What a test environment brings when the stand-ins have been registered.
import { runVirtual } from "@heddle/virtual-time";

globalThis.requestAnimationFrame = (callback) => setTimeout(callback, 5000);
globalThis.cancelAnimationFrame = clearTimeout;
const frameAt = await runVirtual(() => new Promise((resolve) => requestAnimationFrame(resolve)));
process.stdout.write(JSON.stringify({ frameAt }));
