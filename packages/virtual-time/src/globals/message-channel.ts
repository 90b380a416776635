import { currentScope, hasAsyncContext, type Scope } from "../scope.ts";
import { globalStandIns, type StandIn } from "./stand-in.ts";

/**
 * `MessageChannel`, whose messages take no virtual time: the ports are the host's, and may go to a worker thread, but time
 * does not jump before a message has been delivered.
 */
export function messageChannelStandIns(): StandIn[] {
  const { MessageChannel: Real } = globalThis as { MessageChannel?: { new (): Channel; prototype: object } };
  if (Real === undefined) return [];

  const MessageChannel = function (): Channel {
    const channel = new Real();
    const scope = currentScope();
    if (scope === null) return channel;
    for (const port of [channel.port1, channel.port2]) {
      tellOfMessages(port);
      if (!hasAsyncContext && scope.watcher !== undefined) deliverInside(scope, port);
    }
    return channel;
  };
  MessageChannel.prototype = Real.prototype; // so that instanceof holds
  return globalStandIns({ MessageChannel });
}

interface Channel {
  readonly port1: Port;
  readonly port2: Port;
}

interface Port extends EventTarget {
  postMessage: (...args: unknown[]) => void;
}

function tellOfMessages(port: Port): void {
  const real = port.postMessage;
  port.postMessage = (...args) => {
    currentScope()?.watcher?.handedToHost();
    real.apply(port, args);
  };
}

/** Each message is held back, and dispatched anew in a step of the scope: the host can't tell whose code a listener is. */
function deliverInside(scope: Scope, port: Port): void {
  port.addEventListener("message", (event) => {
    if (!event.isTrusted || scope.ended) return;
    event.stopImmediatePropagation();
    const { data, ports } = event as Event & { data: unknown; ports: NonNullable<MessageEventInit["ports"]> };
    scope.loop.callSoon(() => {
      port.dispatchEvent(new MessageEvent("message", { data, ports }));
    });
  });
}
