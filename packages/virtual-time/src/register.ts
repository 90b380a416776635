/**
 * For setup files, before anything else is loaded: puts the stand-ins in the place of the globals for good, so that code
 * that keeps a global from when it is loaded (`const later = setTimeout`) has virtual time in a scope too.
 *
 * Outside of all scopes they call the real ones. To register again, or by another copy of this package, changes nothing.
 *
 * @example
 * // vitest.config.ts: test: { setupFiles: ["@heddle/virtual-time/register"] }
 * // and for its vm pools also: execArgv: ["--import", "@heddle/virtual-time/register"]
 * // node --import @heddle/virtual-time/register --test
 * // mocha --require @heddle/virtual-time/register
 * @module
 */
import { installStandIns } from "@heddle/virtual-time";

installStandIns();
