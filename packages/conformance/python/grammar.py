"""validate(program): strict check of the JSON language; raises ValueError at the first violation."""
NAME, VAL, NUM, NUMN, OPS, SYNCOPS, ARG, ARGS, NAMES, BOOL, EXCARGS, OBJ = range(12)
KINDS = {'lock': (0, 0), 'sem': (0, 1), 'bsem': (0, 1), 'event': (0, 0), 'cond': (0, 1), 'queue': (0, 1),
         'pqueue': (0, 1), 'lqueue': (0, 1), 'barrier': (1, 1)}
EXC = {'BaseException', 'Exception', 'CancelledError', 'KeyboardInterrupt', 'SystemExit', 'ValueError', 'TypeError',
       'RuntimeError', 'TimeoutError', 'InvalidStateError', 'QueueEmpty', 'QueueFull', 'QueueShutDown',
       'BrokenBarrierError', 'BaseExceptionGroup', 'ExceptionGroup', 'E1', 'E2'}
LOCKS = ('lock', 'sem', 'bsem', 'cond')
QUEUES = ('queue', 'pqueue', 'lqueue')
S = {  # synchronous ops: (required, optional)
    'log': ([], [VAL]), 'time': ([], []), 'spawn': ([NAME, OPS], [VAL]), 'tg_spawn': ([NAME, NAME, OPS], []),
    'future': ([NAME], []), 'gather_start': ([NAME, ARGS], [BOOL]), 'shield_start': ([NAME, ARG], []),
    'cancel': ([NAME], [VAL]), 'uncancel': ([], [NAME]), 'cancelling': ([], [NAME]), 'state': ([NAME], []),
    'result': ([NAME], []), 'exception': ([NAME], []), 'set_result': ([NAME], [VAL]),
    'set_exception': ([NAME, EXCARGS], []), 'add_cb': ([NAME, NAME], [SYNCOPS]), 'rm_cb': ([NAME, NAME], []),
    'current': ([], []), 'all': ([], []), 'call_soon': ([NAME, SYNCOPS], []), 'call_soon_ts': ([NAME, SYNCOPS], []),
    'call_later': ([NAME, NUM, SYNCOPS], []), 'call_at': ([NAME, NUM, SYNCOPS], []), 'hcancel': ([NAME], []),
    'hcancelled': ([NAME], []), 'hwhen': ([NAME], []), 'set': ([NAME, VAL], []), 'inc': ([NAME], [NUM]),
    'release': ([LOCKS], []), 'locked': ([LOCKS], []), 'ev_set': ([('event',)], []), 'ev_clear': ([('event',)], []),
    'ev_is_set': ([('event',)], []), 'notify': ([('cond',)], [NUM]), 'notify_all': ([('cond',)], []),
    'put_nowait': ([QUEUES, VAL], []), 'get_nowait': ([QUEUES], []), 'task_done': ([QUEUES], []),
    'qsize': ([QUEUES], []), 'qinfo': ([QUEUES], []), 'shutdown': ([QUEUES], [BOOL]), 'bstate': ([('barrier',)], []),
    'resched': ([NAME, NUMN], []), 'expired': ([NAME], []), 'when': ([NAME], []), 'raise': ([EXCARGS], []),
    'reraise': ([], []), 'stop': ([], []), 'run_nested': ([], [VAL]), 'rcts': ([NAME, OPS], []),
    'cf_cancel': ([NAME], []), 'cf_state': ([NAME], []), 'cset': ([NAME, VAL], []), 'cget': ([NAME], []),
}
A = {  # asynchronous ops and blocks
    'sleep': ([NUM], [VAL]), 'await': ([NAME], []), 'gather': ([ARGS], [BOOL]), 'wait': ([ARGS], [VAL, NUMN]),
    'wait_for': ([ARG, NUMN], []), 'shield': ([ARG], []), 'as_completed': ([NAMES], [NUMN, VAL]),
    'acquire': ([LOCKS], []), 'ev_wait': ([('event',)], []), 'cv_wait': ([('cond',)], []),
    'cv_wait_for': ([('cond',), NAME, NUM], []), 'put': ([QUEUES, VAL], []), 'get': ([QUEUES], []),
    'join': ([QUEUES], []), 'bwait': ([('barrier',)], []), 'breset': ([('barrier',)], []), 'babort': ([('barrier',)], []),
    'staggered': ([ARGS, NUMN], []), 'call': ([OPS], [NAME]), 'repeat': ([NUM, OPS], []),
    'with': ([LOCKS + ('barrier',), OPS], []), 'timeout': ([NUMN, OPS], [NAME]), 'timeout_at': ([NUMN, OPS], [NAME]),
    'tg': ([NAME, OPS], []), 'return': ([], [VAL]),
}


def validate(p):
    objs = p.get('objs', {})

    def need(c, msg):
        if not c:
            raise ValueError(msg)

    def exc(a):
        need(a and a[0] in EXC, f'exception {a}')
        if a[0].endswith('Group'):
            need(len(a) == 3 and isinstance(a[2], list), f'group {a}')
            for x in a[2]:
                exc(x)
        else:
            need(len(a) <= 2, f'exception {a}')

    def arg(t, v, op):
        if isinstance(t, tuple):
            need(isinstance(v, str) and v in objs and objs[v][0] in t, f'{op}: object {v!r} is not one of {t}')
        elif t == NAME:
            need(isinstance(v, str) and v, f'{op}: name {v!r}')
        elif t == NUM:
            need(isinstance(v, (int, float)) and not isinstance(v, bool), f'{op}: number {v!r}')
        elif t == NUMN:
            need(v is None or isinstance(v, (int, float)), f'{op}: number or null {v!r}')
        elif t == BOOL:
            need(isinstance(v, bool), f'{op}: bool {v!r}')
        elif t == OPS:
            ops(v, True)
        elif t == SYNCOPS:
            ops(v, False)
        elif t in (ARGS, NAMES):
            need(isinstance(v, list), f'{op}: list {v!r}')
            for x in v:
                arg(ARG if t == ARGS else NAME, x, op)
        elif t == ARG:
            if isinstance(v, dict):
                need(set(v) == {'co', 'body'} and isinstance(v['co'], str), f'{op}: {v!r}')
                ops(v['body'], True)
            else:
                arg(NAME, v, op)

    def ops(v, asy):
        need(isinstance(v, list), f'body {v!r}')
        for op in v:
            need(isinstance(op, list) and op and isinstance(op[0], str), f'op {op!r}')
            n, a = op[0], op[1:]
            if n == 'try':
                need(asy and len(a) == 1 and set(a[0]) <= {'do', 'except', 'else', 'finally'} and 'do' in a[0], f'try {op}')
                ops(a[0]['do'], True)
                for h in a[0].get('except', []):
                    need(len(h) == 2 and all(t in EXC for t in h[0]), f'except {h}')
                    ops(h[1], True)
                ops(a[0].get('else', []), True)
                ops(a[0].get('finally', []), True)
                need('"return"' not in repr(a[0].get('finally', [])).replace("'", '"'), 'return in finally')
                continue
            need(n in S or (asy and n in A), f'unknown op {n!r} (async allowed: {asy})')
            req, opt = S.get(n) or A[n]
            if EXCARGS in req:
                exc(a[len(req) - 1:])
                a = a[:len(req) - 1]
                req = req[:-1]
            need(len(req) <= len(a) <= len(req) + len(opt), f'arity {op}')
            for t, x in zip(req + opt, a):
                arg(t, x, n)

    need(set(p) <= {'main', 'more', 'pre', 'forever', 'objs', 'eager'}, f'keys {set(p)}')
    need('main' in p or p.get('forever'), 'neither main nor forever')
    for k, s in objs.items():
        lo, hi = KINDS[s[0]]
        need(lo <= len(s) - 1 <= hi, f'object {k} {s}')
    ops(p.get('pre', []), False)
    ops(p.get('main', []), True)
    for b in p.get('more', []):
        ops(b, True)
    return True
