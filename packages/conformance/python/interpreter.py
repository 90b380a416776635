"""The reference interpreter of the conformance language (grammar.py), on CPython's asyncio under virtual time.

    run_program(program) -> {"trace": [...], "final": [...], "meta": {...}}

What CPython leaves to chance is decided here:

* timers with equal deadlines fire in the order in which they were scheduled (CPython's heap is not stable);
* asyncio's sets of tasks (in wait, as_completed, TaskGroup, staggered_race) are iterated over in order of insertion,
  not of addresses.

run_program(program, hashes="a") (or "b", "c", "d") gives tasks and futures other hashes: a program whose trace depends
on them depends on the order of some set.
"""
import asyncio
import concurrent.futures
import contextvars
import heapq
import inspect
import itertools
import re
import sys
import warnings
from asyncio import base_events, events, staggered, taskgroups, tasks

LIMIT = 20000


class E1(Exception):
    pass


class E2(E1):
    pass


class Idle(Exception):
    pass


class Limit(Exception):
    pass


EXC = {
    'BaseException': BaseException, 'Exception': Exception,
    'CancelledError': asyncio.CancelledError, 'KeyboardInterrupt': KeyboardInterrupt,
    'SystemExit': SystemExit, 'ValueError': ValueError, 'TypeError': TypeError,
    'RuntimeError': RuntimeError, 'TimeoutError': TimeoutError,
    'InvalidStateError': asyncio.InvalidStateError,
    'QueueEmpty': asyncio.QueueEmpty, 'QueueFull': asyncio.QueueFull,
    'BrokenBarrierError': asyncio.BrokenBarrierError,
    'BaseExceptionGroup': BaseExceptionGroup, 'ExceptionGroup': ExceptionGroup,
    'QueueShutDown': asyncio.QueueShutDown, 'E1': E1, 'E2': E2,
}


class OrderedSet:
    """A set that is iterated over in order of insertion: what asyncio's modules find under the name `set`."""

    def __init__(self, items=()):
        self.items = dict.fromkeys(items)

    def add(self, item):
        self.items[item] = None

    def discard(self, item):
        self.items.pop(item, None)

    def remove(self, item):
        del self.items[item]

    def clear(self):
        self.items.clear()

    def __len__(self):
        return len(self.items)

    def __iter__(self):
        return iter(self.items)

    def __contains__(self, item):
        return item in self.items


def order_sets():
    for module in (tasks, taskgroups, staggered):
        module.set = OrderedSet
    # The set comprehension in as_completed has no name to replace.
    source = inspect.getsource(tasks._AsCompletedIterator)
    comprehension = 'todo = {ensure_future(aw, loop=loop) for aw in set(aws)}'
    assert comprehension in source, 'as_completed is not the one of CPython 3.14'
    ordered = 'todo = set(ensure_future(aw, loop=loop) for aw in set(aws))'
    exec(source.replace(comprehension, ordered), vars(tasks))


order_sets()


class FifoTimer(events.TimerHandle):
    __slots__ = ('_seq',)

    def __lt__(self, other):
        return (self._when, self._seq) < (other._when, other._seq)


class Selector:
    def __init__(self, loop):
        self.loop = loop

    def select(self, timeout):
        if timeout is None:
            raise Idle()
        if timeout > 0:
            self.loop._now += timeout
        return []

    def close(self):
        pass


class VLoop(base_events.BaseEventLoop):
    """Virtual-time event loop: select(timeout) advances the clock, nothing else does."""

    def __init__(self):
        super().__init__()
        self._now = 0.0
        self._clock_resolution = 1e-9
        self._selector = Selector(self)
        self._seq = 0
        self.iters = 0
        self._fut_cls = asyncio.Future

    def time(self):
        return self._now

    def _process_events(self, ev):
        pass

    def _write_to_self(self):
        pass

    def create_future(self):
        return self._fut_cls(loop=self)

    def call_at(self, when, callback, *args, context=None):
        self._check_closed()
        timer = FifoTimer(when, callback, args, self, context)
        self._seq += 1
        timer._seq = self._seq
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    def _run_once(self):
        self.iters += 1
        if self.iters > LIMIT:
            raise Limit()
        super()._run_once()


_hash_counter = itertools.count(1)
HASHES = {'a': lambda n: n, 'b': lambda n: -n, 'c': lambda n: n * 3 + 1, 'd': lambda n: (n * 2654435761) % 1000003}


def _hashed(base, hashes):
    class Hashed(base):
        def __new__(cls, *args, **keywords):
            self = super().__new__(cls)
            self._hash = HASHES[hashes](next(_hash_counter))
            return self

        def __hash__(self):
            return self._hash
    Hashed.__name__ = base.__name__
    return Hashed


CLASSES = {None: (asyncio.Task, asyncio.Future)}
for _hashes in HASHES:
    CLASSES[_hashes] = (_hashed(asyncio.Task, _hashes), _hashed(asyncio.Future, _hashes))


def num(x):
    if isinstance(x, float) and x == int(x):
        return int(x)
    return x


def clean(s):
    return re.sub(r'[\s:,]*<.*$', '', s, flags=re.S)


def exc_repr(e):
    if isinstance(e, BaseExceptionGroup):
        return ['!', type(e).__name__, e.message, [exc_repr(x) for x in e.exceptions]]
    name = type(e).__name__
    if isinstance(e, concurrent.futures.CancelledError) and not isinstance(e, asyncio.CancelledError):
        name = 'cf.CancelledError'
    if name == 'InvalidStateError' or not e.args:
        return ['!', name]
    return ['!', name, clean(str(e.args[0]))]


def val(v):
    if isinstance(v, BaseException):
        return exc_repr(v)
    if isinstance(v, (list, tuple)):
        return [val(x) for x in v]
    return num(v)


class Frame:
    __slots__ = ('label', 'exc')

    def __init__(self, label):
        self.label = label
        self.exc = []


NOREF = object()
SYNC = {}
ASYNC = {}


def sync(f):
    SYNC[f.__name__[2:]] = f
    return f


def asyn(f):
    ASYNC[f.__name__[2:]] = f
    return f


class Run:
    def __init__(self, prog, hashes=None):
        self.prog = prog
        self.trace = []
        self.closed = False
        self.names = {}       # name -> latest future-like
        self.label_of = {}    # id(future-like) -> unique label
        self.order = []       # [(label, kind, future-like)] in creation order
        self.counts = {}
        self.unnamed = 0
        self.handles = {}
        self.tgs = {}
        self.tos = {}
        self.cbs = {}
        self.cfs = {}
        self.vars = {}
        self.ctxvars = {}
        self.tasks = []       # every task in creation order
        self.keep = []
        self.loop = VLoop()
        self.Task, self.Future = CLASSES[hashes]
        self.loop._fut_cls = self.Future
        self.loop.set_task_factory(self.factory)
        self.loop.set_exception_handler(self.on_exc)
        self.eager = bool(prog.get('eager'))
        self.objs = {}
        for name, spec in prog.get('objs', {}).items():
            self.objs[name] = self.make(spec)  # a condition may refer to a lock declared before it

    # -- plumbing ---------------------------------------------------------
    def make(self, spec):
        k, *a = spec
        if k == 'cond' and a:
            return asyncio.Condition(self.objs[a[0]])
        o = {'lock': asyncio.Lock, 'sem': asyncio.Semaphore, 'bsem': asyncio.BoundedSemaphore,
             'event': asyncio.Event, 'cond': asyncio.Condition, 'queue': asyncio.Queue,
             'pqueue': asyncio.PriorityQueue, 'lqueue': asyncio.LifoQueue,
             'barrier': asyncio.Barrier}[k](*a)
        return o

    def emit(self, label, ev, v=None):
        if not self.closed:
            self.trace.append([num(self.loop._now), label, ev, val(v)])

    def unique(self, name):
        n = self.counts[name] = self.counts.get(name, 0) + 1
        return name if n == 1 else f'{name}#{n}'

    def register(self, name, label, kind, fut):
        self.names[name] = fut
        self.label_of[id(fut)] = label
        self.order.append((label, kind, fut))

    def co(self, name, body):
        """Coroutine object for an inline body; its frame label is made unique now."""
        label = self.unique(name)
        c = self.body_co(label, body)
        c.__qualname__ = label
        return label, c

    async def body_co(self, label, body):
        fr = Frame(label)
        self.emit(label, 'start')
        try:
            sig = await self.run(fr, body)
        except GeneratorExit:
            raise
        except BaseException as e:
            self.emit(label, 'raise', e)
            raise
        r = sig[1] if sig else None
        self.emit(label, 'return', r)
        return r

    def factory(self, loop, coro, **kw):
        if coro.cr_code is not Run.body_co.__code__:  # not the program's, but made by the library
            self.unnamed += 1
            coro.__qualname__ = f'Task-{self.unnamed}'
        if kw.get('name') is None:
            kw['name'] = coro.__qualname__
        if self.eager:
            kw.setdefault('eager_start', True)
        t = self.Task(coro, loop=loop, **kw)
        self.tasks.append(t)
        self.label_of[id(t)] = coro.__qualname__
        return t

    def on_exc(self, loop, ctx):
        m = ctx.get('message', '')
        if 'never retrieved' in m or 'was destroyed' in m:
            return  # garbage-collection dependent; see "unretrieved" in the final state
        if m.startswith('Exception in callback'):
            key = 'callback'
        elif 'shielded future' in m:
            key = 'shield'
        elif 'but its parent' in m:
            key = 'tg_parent_done'
        elif 'asyncio.run() shutdown' in m:
            key = 'shutdown'
        else:
            key = clean(m)
        self.emit('loop', 'exc_handler', [key, ctx.get('exception')])

    def fut(self, fr, op, name):
        f = self.names.get(name)
        if f is None:
            self.emit(fr.label, op + '?', name)
            return NOREF
        return f

    def arg(self, fr, op, a):
        """A future name or an inline coroutine."""
        if isinstance(a, dict):
            return self.co(a['co'], a['body'])[1]
        return self.fut(fr, op, a)

    def args(self, fr, op, al):
        return [x for x in (self.arg(fr, op, a) for a in al) if x is not NOREF]

    def name_of(self, f):
        return self.label_of.get(id(f)) or (f.get_name() if hasattr(f, 'get_name') else '?')

    def cur(self):
        return asyncio.current_task(self.loop)

    def state(self, f):
        return 'pending' if not f.done() else 'cancelled' if f.cancelled() else 'done'

    def mkexc(self, a):
        t, *rest = a
        if t in ('ExceptionGroup', 'BaseExceptionGroup'):
            return EXC[t](rest[0], [self.mkexc(x) for x in rest[1]])
        return EXC[t](*[x for x in rest[:1] if x is not None])

    # -- execution --------------------------------------------------------
    async def run(self, fr, ops):
        for op in ops:
            name = op[0]
            s = SYNC.get(name)
            if s is not None:
                self.do_sync(s, fr, op)
                continue
            if name == 'return':
                return ('ret', op[1] if len(op) > 1 else None)
            b = BLOCK.get(name)
            if b is not None:
                sig = await b(self, fr, *op[1:])
                if sig is not None:
                    return sig
                continue
            a = ASYNC[name]
            try:
                v = await a(self, fr, *op[1:])
            except GeneratorExit:
                raise
            except BaseException as e:
                self.emit(fr.label, name + '!', e)
                raise
            self.emit(fr.label, name, v)
        return None

    def do_sync(self, s, fr, op):
        try:
            v = s(self, fr, *op[1:])
        except BaseException as e:
            self.emit(fr.label, op[0] + '!', e)
            raise
        if v is not None and v is not NOREF:
            self.emit(fr.label, op[0], None if v is NONE else v)

    def run_sync(self, label, ops):
        fr = Frame(label)
        for op in ops:
            if self.closed:
                return
            self.do_sync(SYNC[op[0]], fr, op)

    # -- phases -----------------------------------------------------------
    def phase(self, label, f):
        """Run f() (a loop run); returns False when the program cannot go on."""
        try:
            v = f()
        except Idle:
            self.emit('loop', 'idle')
            return False
        except Limit:
            self.emit('loop', 'limit')
            return False
        except BaseException as e:
            self.emit('loop', label + '!', e)
            return True
        self.emit('loop', label, v)
        return True

    def execute(self):
        p = self.prog
        loop = self.loop
        ok = True
        if p.get('pre'):
            try:
                self.run_sync('pre', p['pre'])
            except Exception:
                pass
        if p.get('forever'):
            ok = self.phase('forever', loop.run_forever)
        for i, body in enumerate([p['main']] if 'main' in p else []):
            ok = self.phase('main', lambda: loop.run_until_complete(self.spawn('main', body)))
        for i, body in enumerate(p.get('more', [])):
            if not ok:
                break
            n = f'main{i + 2}'
            ok = self.phase(n, lambda: loop.run_until_complete(self.spawn(n, body)))
        timers = sum(1 for h in loop._scheduled if not h._cancelled)
        iters = loop.iters
        t_end = num(loop._now)
        loop.iters = 0
        left = [t for t in self.tasks if not t.done()]
        if left:
            self.emit('loop', 'cleanup', [self.name_of(t) for t in left])
            for t in left:
                t.cancel()
            g = asyncio.gather(*left, return_exceptions=True)
            self.keep.append(g)

            def go():
                loop.run_until_complete(g)
            self.phase('cleaned', go)
            for t in left:
                if t.done() and not t.cancelled() and t.exception() is not None:
                    loop.call_exception_handler({
                        'message': 'unhandled exception during asyncio.run() shutdown',
                        'exception': t.exception(), 'task': t})
        final = []
        for label, kind, f in self.order:
            c = f.cancelling() if kind == 'task' else 0
            unret = bool(f._log_traceback)
            if not f.done():
                final.append([label, kind, 'pending', None, c])
            elif f.cancelled():
                try:
                    f.result()
                except asyncio.CancelledError as e:
                    final.append([label, kind, 'cancelled', exc_repr(e), c])
            elif f.exception() is not None:
                final.append([label, kind, 'exception', exc_repr(f.exception()), c]
                             + (['unretrieved'] if unret else []))
            else:
                final.append([label, kind, 'result', val(f.result()), c])
        self.closed = True
        try:
            loop.close()
        except Exception:
            pass
        self.closed = True
        return {'trace': self.trace, 'final': final,
                'meta': {'t': t_end, 'iters': iters, 'timers': timers}}

    def spawn(self, name, body, tg=None, **kw):
        label, c = self.co(name, body)
        try:
            if tg is not None:
                t = tg.create_task(c, name=label, **kw)
            else:
                t = self.loop.create_task(c, name=label, **kw)
        except BaseException:
            c.close()
            raise
        self.register(name, label, 'task', t)
        return t


NONE = object()   # a synchronous op that must emit a null value


# ---------------------------------------------------------------- sync ops
@sync
def s_log(r, fr, v=None):
    r.emit(fr.label, 'log', v)


@sync
def s_time(r, fr):
    return r.loop.time()


@sync
def s_spawn(r, fr, name, body, opts=None):
    kw = {}
    if opts and 'eager' in opts:
        kw['eager_start'] = opts['eager']
    r.spawn(name, body, **kw)


@sync
def s_tg_spawn(r, fr, tg, name, body):
    g = r.tgs.get(tg)
    if g is None:
        r.emit(fr.label, 'tg_spawn?', tg)
        return
    r.spawn(name, body, tg=g)


@sync
def s_future(r, fr, name):
    f = r.loop.create_future()
    r.register(name, r.unique(name), 'future', f)


@sync
def s_gather_start(r, fr, name, args, rx=False):
    g = asyncio.gather(*r.args(fr, 'gather_start', args), return_exceptions=rx)
    r.register(name, r.unique(name), 'future', g)


@sync
def s_shield_start(r, fr, name, a):
    x = r.arg(fr, 'shield_start', a)
    if x is NOREF:
        return
    f = asyncio.shield(x)
    r.register(name, r.unique(name), 'future', f)


@sync
def s_cancel(r, fr, name, msg=None):
    f = r.fut(fr, 'cancel', name)
    if f is NOREF:
        return
    return f.cancel(msg) if msg is not None else f.cancel()


def _task(r, fr, op, name):
    if name is None:
        t = r.cur()
        if t is None:
            r.emit(fr.label, op + '?', None)
            return NOREF
        return t
    return r.fut(fr, op, name)


@sync
def s_uncancel(r, fr, name=None):
    t = _task(r, fr, 'uncancel', name)
    return t if t is NOREF else t.uncancel()


@sync
def s_cancelling(r, fr, name=None):
    t = _task(r, fr, 'cancelling', name)
    return t if t is NOREF else t.cancelling()


@sync
def s_state(r, fr, name):
    f = r.fut(fr, 'state', name)
    return f if f is NOREF else r.state(f)


@sync
def s_result(r, fr, name):
    f = r.fut(fr, 'result', name)
    if f is NOREF:
        return f
    v = f.result()
    return NONE if v is None else v


@sync
def s_exception(r, fr, name):
    f = r.fut(fr, 'exception', name)
    if f is NOREF:
        return f
    v = f.exception()
    return NONE if v is None else v


@sync
def s_set_result(r, fr, name, v=None):
    f = r.fut(fr, 'set_result', name)
    if f is not NOREF:
        f.set_result(v)


@sync
def s_set_exception(r, fr, name, *e):
    f = r.fut(fr, 'set_exception', name)
    if f is not NOREF:
        f.set_exception(r.mkexc(e))


@sync
def s_add_cb(r, fr, name, label, ops=()):
    f = r.fut(fr, 'add_cb', name)
    if f is NOREF:
        return

    def cb(fut):
        r.emit(label, 'cb', [r.name_of(fut), r.state(fut)])
        r.run_sync(label, ops)
    r.cbs[label] = cb
    f.add_done_callback(cb)


@sync
def s_rm_cb(r, fr, name, label):
    f = r.fut(fr, 'rm_cb', name)
    if f is NOREF:
        return f
    return f.remove_done_callback(r.cbs.get(label))


@sync
def s_current(r, fr):
    t = r.cur()
    return NONE if t is None else r.name_of(t)


@sync
def s_all(r, fr):
    s = asyncio.all_tasks(r.loop)
    return [r.name_of(t) for t in r.tasks if t in s]


def _handle(r, fr, name, ops, mk):
    label = r.unique(name)

    def cb():
        r.emit(label, 'run')
        r.run_sync(label, ops)
    r.handles[name] = mk(cb)


@sync
def s_call_soon(r, fr, name, ops):
    _handle(r, fr, name, ops, r.loop.call_soon)


@sync
def s_call_soon_ts(r, fr, name, ops):
    _handle(r, fr, name, ops, r.loop.call_soon_threadsafe)


@sync
def s_call_later(r, fr, name, dt, ops):
    _handle(r, fr, name, ops, lambda cb: r.loop.call_later(dt, cb))


@sync
def s_call_at(r, fr, name, t, ops):
    _handle(r, fr, name, ops, lambda cb: r.loop.call_at(t, cb))


def _h(r, fr, op, name):
    h = r.handles.get(name)
    if h is None:
        r.emit(fr.label, op + '?', name)
        return NOREF
    return h


@sync
def s_hcancel(r, fr, name):
    h = _h(r, fr, 'hcancel', name)
    if h is not NOREF:
        h.cancel()


@sync
def s_hcancelled(r, fr, name):
    h = _h(r, fr, 'hcancelled', name)
    return h if h is NOREF else h.cancelled()


@sync
def s_hwhen(r, fr, name):
    h = _h(r, fr, 'hwhen', name)
    return h if h is NOREF else h.when()


@sync
def s_set(r, fr, x, v):
    r.vars[x] = v


@sync
def s_inc(r, fr, x, n=1):
    r.vars[x] = r.vars.get(x, 0) + n
    return r.vars[x]


@sync
def s_release(r, fr, o):
    r.objs[o].release()


@sync
def s_locked(r, fr, o):
    return r.objs[o].locked()


@sync
def s_ev_set(r, fr, o):
    r.objs[o].set()


@sync
def s_ev_clear(r, fr, o):
    r.objs[o].clear()


@sync
def s_ev_is_set(r, fr, o):
    return r.objs[o].is_set()


@sync
def s_notify(r, fr, o, n=1):
    r.objs[o].notify(n)


@sync
def s_notify_all(r, fr, o):
    r.objs[o].notify_all()


@sync
def s_put_nowait(r, fr, o, v):
    r.objs[o].put_nowait(v)


@sync
def s_get_nowait(r, fr, o):
    v = r.objs[o].get_nowait()
    return NONE if v is None else v


@sync
def s_task_done(r, fr, o):
    r.objs[o].task_done()


@sync
def s_qsize(r, fr, o):
    return r.objs[o].qsize()


@sync
def s_qinfo(r, fr, o):
    q = r.objs[o]
    return [q.qsize(), q.empty(), q.full()]


@sync
def s_shutdown(r, fr, o, immediate=False):
    r.objs[o].shutdown(immediate)


@sync
def s_bstate(r, fr, o):
    b = r.objs[o]
    return [b.parties, b.n_waiting, b.broken]


@sync
def s_resched(r, fr, name, dt):
    t = r.tos.get(name)
    if t is None:
        r.emit(fr.label, 'resched?', name)
        return
    t.reschedule(None if dt is None else r.loop.time() + dt)


@sync
def s_expired(r, fr, name):
    t = r.tos.get(name)
    if t is None:
        r.emit(fr.label, 'expired?', name)
        return
    return t.expired()


@sync
def s_when(r, fr, name):
    t = r.tos.get(name)
    if t is None:
        r.emit(fr.label, 'when?', name)
        return
    v = t.when()
    return NONE if v is None else v


@sync
def s_raise(r, fr, *e):
    raise r.mkexc(e)


@sync
def s_reraise(r, fr):
    if not fr.exc:
        raise RuntimeError('No active exception to reraise')
    raise fr.exc[-1]


@sync
def s_stop(r, fr):
    r.loop.stop()


@sync
def s_run_nested(r, fr, kind='run_until_complete'):
    if kind == 'run_forever':
        r.loop.run_forever()
    elif kind == 'close':
        r.loop.close()
    elif kind == 'other':
        VLoop().run_forever()
    else:
        r.loop.run_until_complete(r.loop.create_future())


@sync
def s_rcts(r, fr, name, body):
    label, c = r.co(name, body)
    f = asyncio.run_coroutine_threadsafe(c, r.loop)
    r.cfs[name] = f

    def cb(f):
        if f.cancelled():
            v = ['cancelled', None]
        elif f.exception() is not None:
            v = ['exception', f.exception()]
        else:
            v = ['result', f.result()]
        r.emit('cf:' + label, 'cb', v)
    f.add_done_callback(cb)


@sync
def s_cf_cancel(r, fr, name):
    return r.cfs[name].cancel()


@sync
def s_cf_state(r, fr, name):
    f = r.cfs[name]
    return 'cancelled' if f.cancelled() else 'done' if f.done() else 'running' if f.running() else 'pending'


def _cv(r, name):
    if name not in r.ctxvars:
        r.ctxvars[name] = contextvars.ContextVar(name, default=None)
    return r.ctxvars[name]


@sync
def s_cset(r, fr, name, v):
    _cv(r, name).set(v)


@sync
def s_cget(r, fr, name):
    v = _cv(r, name).get()
    return NONE if v is None else v


# --------------------------------------------------------------- async ops
@asyn
async def a_sleep(r, fr, dt, result=None):
    return await asyncio.sleep(dt, result)


@asyn
async def a_await(r, fr, name):
    f = r.fut(fr, 'await', name)
    if f is NOREF:
        return None
    return await f


@asyn
async def a_gather(r, fr, args, rx=False):
    return await asyncio.gather(*r.args(fr, 'gather', args), return_exceptions=rx)


@asyn
async def a_wait(r, fr, args, when='ALL', timeout=None):
    fs = r.args(fr, 'wait', args)
    try:
        done, pending = await asyncio.wait(
            fs, timeout=timeout,
            return_when={'ALL': asyncio.ALL_COMPLETED, 'FIRST': asyncio.FIRST_COMPLETED,
                         'EXC': asyncio.FIRST_EXCEPTION}.get(when, when))
    except TypeError:
        for f in fs:
            if asyncio.iscoroutine(f):
                f.close()
        raise
    out = {'done': [], 'pending': []}
    for f in dict.fromkeys(fs):
        out['done' if f in done else 'pending'].append(r.name_of(f))
    return [out['done'], out['pending']]


@asyn
async def a_wait_for(r, fr, a, timeout):
    x = r.arg(fr, 'wait_for', a)
    if x is NOREF:
        return None
    return await asyncio.wait_for(x, timeout)


@asyn
async def a_shield(r, fr, a):
    x = r.arg(fr, 'shield', a)
    if x is NOREF:
        return None
    return await asyncio.shield(x)


@asyn
async def a_as_completed(r, fr, args, timeout=None, mode='iter'):
    fs = r.args(fr, 'as_completed', args)
    if mode == 'aiter':
        async for f in asyncio.as_completed(fs, timeout=timeout):
            r.emit(fr.label, 'ac', r.name_of(f))
        return None
    for c in asyncio.as_completed(fs, timeout=timeout):
        try:
            v = await c
        except Exception as e:
            r.emit(fr.label, 'ac!', e)
        else:
            r.emit(fr.label, 'ac', v)
    return None


@asyn
async def a_acquire(r, fr, o):
    return await r.objs[o].acquire()


@asyn
async def a_ev_wait(r, fr, o):
    return await r.objs[o].wait()


@asyn
async def a_cv_wait(r, fr, o):
    return await r.objs[o].wait()


@asyn
async def a_cv_wait_for(r, fr, o, x, n):
    return await r.objs[o].wait_for(lambda: r.vars.get(x, 0) >= n)


@asyn
async def a_put(r, fr, o, v):
    return await r.objs[o].put(v)


@asyn
async def a_get(r, fr, o):
    return await r.objs[o].get()


@asyn
async def a_join(r, fr, o):
    return await r.objs[o].join()


@asyn
async def a_bwait(r, fr, o):
    return await r.objs[o].wait()


@asyn
async def a_breset(r, fr, o):
    return await r.objs[o].reset()


@asyn
async def a_babort(r, fr, o):
    return await r.objs[o].abort()


@asyn
async def a_staggered(r, fr, bodies, delay):
    def mk(i, b):
        return lambda: r.body_co(r.unique(b['co']), b['body'])
    v, i, ex = await staggered.staggered_race([mk(i, b) for i, b in enumerate(bodies)], delay)
    return [v, i, ex]


# ------------------------------------------------------------------ blocks
async def b_call(r, fr, body, label=None):
    sub = Frame(label or fr.label)
    try:
        sig = await r.run(sub, body)
    except GeneratorExit:
        raise
    except BaseException as e:
        r.emit(fr.label, 'call!', e)
        raise
    r.emit(fr.label, 'call', sig[1] if sig else None)


async def b_repeat(r, fr, n, body):
    for _ in range(n):
        sig = await r.run(fr, body)
        if sig is not None:
            return sig


async def b_with(r, fr, o, body):
    try:
        async with r.objs[o] as v:
            r.emit(fr.label, 'with+', v)
            sig = await r.run(fr, body)
    except GeneratorExit:
        raise
    except BaseException as e:
        r.emit(fr.label, 'with!', e)
        raise
    r.emit(fr.label, 'with-')
    return sig


async def _timeout(r, fr, cm, body, name, ev):
    if name:
        r.tos[name] = cm
    try:
        async with cm:
            sig = await r.run(fr, body)
    except GeneratorExit:
        raise
    except BaseException as e:
        r.emit(fr.label, ev + '!', e)
        raise
    r.emit(fr.label, ev, cm.expired())
    return sig


async def b_timeout(r, fr, dt, body, name=None):
    return await _timeout(r, fr, asyncio.timeout(dt), body, name, 'timeout')


async def b_timeout_at(r, fr, t, body, name=None):
    return await _timeout(r, fr, asyncio.timeout_at(t), body, name, 'timeout_at')


async def b_tg(r, fr, name, body):
    g = asyncio.TaskGroup()
    r.tgs[name] = g
    try:
        async with g:
            sig = await r.run(fr, body)
    except GeneratorExit:
        raise
    except BaseException as e:
        r.emit(fr.label, 'tg!', e)
        raise
    r.emit(fr.label, 'tg')
    return sig


async def b_try(r, fr, spec):
    sig = None
    try:
        try:
            sig = await r.run(fr, spec['do'])
        except GeneratorExit:
            raise
        except BaseException as e:
            for types, body in spec.get('except', ()):
                if isinstance(e, tuple(EXC[t] for t in types if t in EXC)):
                    r.emit(fr.label, 'except', e)
                    fr.exc.append(e)
                    try:
                        sig = await r.run(fr, body)
                    finally:
                        fr.exc.pop()
                    break
            else:
                raise
        else:
            if sig is None and 'else' in spec:
                sig = await r.run(fr, spec['else'])
    finally:
        if 'finally' in spec and not r.closed:
            r.emit(fr.label, 'finally')
            await r.run(fr, spec['finally'])
    return sig


BLOCK = {'call': b_call, 'repeat': b_repeat, 'with': b_with, 'timeout': b_timeout,
         'timeout_at': b_timeout_at, 'tg': b_tg, 'try': b_try}


# Coroutines that a closed loop left suspended complain when they are collected, during some later program.
sys.unraisablehook = lambda *a: None


def run_program(prog, hashes=None):
    old_running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)  # pyodide's own
    try:
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            return Run(prog, hashes).execute()
    finally:
        asyncio._set_running_loop(old_running)
