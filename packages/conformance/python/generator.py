"""Random programs: generate(seed) -> (program, profile), always the same for a seed (an int or a string)."""
import random

CE = 'CancelledError'
EXCS = ['E1', 'E2', 'ValueError', 'RuntimeError']

PROFILES = {
    'cancel': 12, 'timeout': 12, 'waitfor': 8, 'gather': 12, 'wait': 8, 'shield': 8, 'tg': 16,
    'lock': 14, 'sem': 14, 'event': 8, 'cond': 14, 'queue': 18, 'barrier': 10, 'future': 10,
    'handles': 4, 'asc': 4, 'eager': 10, 'mixed': 16, 'stop': 3, 'ts': 2, 'rare': 12,
}


class Gen:
    def __init__(self, seed):
        self.r = random.Random(seed)
        r = self.r
        self.profile = r.choices(list(PROFILES), list(PROFILES.values()))[0]
        self.n = 0            # unique ids
        self.objs = {}
        self.names = []       # awaitable names in creation order (top level)
        self.futs = []
        self.handles = []
        self.tos = []
        self.msgs = 0
        p = self.profile
        self.w = dict(timeout=2, waitfor=2, gather=2, wait=2, shield=2, tg=2, lock=0, sem=0, event=0,
                      cond=0, queue=0, barrier=0, future=1, asc=0, handles=1, cancel=3, rare=0)
        if p in self.w:
            self.w[p] += 12
        if p == 'mixed':
            for k in self.w:
                self.w[k] += r.choice([0, 0, 1, 3])
        if p == 'eager':
            for k in ('tg', 'gather', 'lock', 'timeout'):
                self.w[k] += r.choice([0, 3])
        for kind, spec, num in (('lock', lambda: ['lock'], 2), ('event', lambda: ['event'], 1),
                                ('cond', lambda: ['cond'], 1),
                                ('sem', lambda: [r.choice(['sem', 'sem', 'bsem']), r.choice([0, 1, 1, 2, 3])], 1),
                                ('queue', lambda: [r.choice(['queue', 'queue', 'queue', 'pqueue', 'lqueue']), r.choice([0, 1, 1, 2, 3])], 1),
                                ('barrier', lambda: ['barrier', r.choice([1, 2, 2, 3])], 1)):
            if self.w[kind] > 0:
                for i in range(1 if self.w[kind] < 6 else num):
                    self.objs[kind[0].upper() + kind[1] + (str(i) if i else '')] = spec()
        self.by = {}
        for k, v in self.objs.items():
            kind = {'bsem': 'sem', 'pqueue': 'queue', 'lqueue': 'queue'}.get(v[0], v[0])
            self.by.setdefault(kind, []).append(k)

    def id(self, p):
        self.n += 1
        return f'{p}{self.n}'

    def dt(self):
        return self.r.choice([0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8])

    def pdt(self):
        return self.r.choice([1, 1, 2, 2, 3, 3, 4, 5, 6])

    def msg(self):
        self.msgs += 1
        return f'm{self.msgs}'

    def exc(self):
        return ['raise', self.r.choice(EXCS), self.msg()]

    def obj(self, kind):
        return self.r.choice(self.by[kind])

    def some_name(self, pool):
        return self.r.choice(pool) if pool else None

    # -- bodies ------------------------------------------------------------
    def body(self, n, depth, aw, tgs=()):
        """n ops; aw: names this body may await (only earlier ones: no await cycles)."""
        out = []
        local = list(aw)
        for _ in range(n):
            op = self.op(depth, local, tgs)
            if op is None:
                continue
            if isinstance(op[0], list):
                out.extend(op)
            else:
                out.append(op)
            if out and out[-1][0] in ('return', 'raise'):
                break
        return out or [['sleep', self.dt()]]

    def tail(self):
        r = self.r
        x = r.random()
        if x < .3:
            return [['return', self.id('v')]]
        if x < (.55 if self.profile in ('gather', 'tg') else .42):
            return [self.exc()]
        return []

    def co(self, depth, aw, tgs=()):
        return {'co': self.id('c'), 'body': self.cbody(depth, aw, tgs)}

    def cbody(self, depth, aw, tgs=()):
        """Body of a task: optionally wrapped in a cancellation handler."""
        r = self.r
        b = self.body(r.choice([1, 1, 2, 2, 3, 4] if depth < 2 else [1, 1, 2]), depth + 1, aw, tgs)
        if r.random() < .45:
            b = [self.guard(b)]
        if b[-1][0] not in ('return', 'raise'):
            b += self.tail()
        return b

    def focus(self, aw):
        """A task body centred on the profile's primitive, so that tasks really contend."""
        r = self.r
        k = self.profile
        out = []
        if r.random() < .5:
            out.append(['sleep', r.choice([0, 0, 1, 1, 2])])
        for _ in range(r.choice([1, 1, 2, 3])):
            if k in ('lock', 'sem'):
                o = self.obj(k)
                x = r.random()
                inner = [['sleep', self.dt()]] if r.random() < .8 else [['log', self.id('l')]]
                if r.random() < .12:
                    inner.append(self.exc())
                if x < .5:
                    op = ['with', o, inner]
                elif x < .7:
                    op = [['acquire', o], ['try', {'do': inner, 'finally': [['release', o]]}]]
                elif x < .85:
                    op = self.catch([['timeout', r.choice([1, 2, 3]), [['with', o, inner]]]], 'TimeoutError')
                elif k == 'sem':
                    op = ['release', o]
                else:
                    op = ['with', o, [['with', self.obj('lock') if len(self.by['lock']) > 1 and o != self.by['lock'][-1] else o, inner]]] if r.random() < .3 and len(self.by['lock']) > 1 and o == self.by['lock'][0] else ['with', o, inner]
            elif k == 'cond':
                op = self.cond(2, aw)
            elif k == 'queue':
                op = self.queue()
                if op[0] == 'get' and r.random() < .3:
                    op = [op, ['sleep', self.dt()], self.catch(['task_done', op[1]], 'ValueError')]
            elif k == 'barrier':
                op = self.barrier()
            elif k == 'event':
                op = [r.choice(['ev_wait', 'ev_wait', 'ev_wait', 'ev_set', 'ev_clear']), self.obj('event')]
                if op[0] == 'ev_wait' and r.random() < .2:
                    op = self.catch([['timeout', r.choice([1, 2, 3]), [op]]], 'TimeoutError')
            else:
                op = ['sleep', self.dt()]
            if isinstance(op[0], list):
                out.extend(op)
            else:
                out.append(op)
            if r.random() < .35:
                out.append(['sleep', self.dt()])
            if r.random() < .12:
                out.append(self.cancel())
        if r.random() < .35:
            out = [self.guard(out)]
        return out + self.tail()

    def guard(self, b):
        r = self.r
        spec = {'do': b}
        x = r.random()
        if x < .55:
            y = r.random()
            if y < .45:
                h = [['log', self.id('h')], ['reraise']]
            elif y < .65:
                h = [['sleep', self.dt()], ['reraise']]
            elif y < .85:
                h = [['log', self.id('sw')]] + ([['sleep', self.dt()]] if r.random() < .6 else [])
            elif y < .93:
                h = [self.exc()]
            else:
                h = [['uncancel'], ['sleep', self.pdt()]]
            if r.random() < .15:
                h.insert(0, ['cancelling'])
            spec['except'] = [[[CE], h]]
            if r.random() < .2:
                spec['except'].append([['Exception'], [['log', self.id('e')]]])
        elif x < .75:
            spec['except'] = [[[r.choice(['Exception', 'E1', 'TimeoutError', 'BaseException'])],
                               [['log', self.id('e')]] + ([['reraise']] if r.random() < .4 else [])]]
            if r.random() < .3:
                spec['else'] = [['log', self.id('el')]]
        if r.random() < .5 or 'except' not in spec:
            spec['finally'] = [['log', self.id('f')]] if r.random() < .6 else [['sleep', self.dt()], ['log', self.id('f')]]
        return ['try', spec]

    def catch(self, op, *types):
        return ['try', {'do': op if isinstance(op[0], list) else [op],
                        'except': [[list(types) or ['Exception'], []]]}]

    def cancel(self):
        r = self.r
        pool = self.names + self.futs
        if not pool:
            return ['sleep', self.dt()]
        return ['cancel', r.choice(pool)] + ([self.msg()] if r.random() < .4 else [])

    def sync_ops(self, n):
        r = self.r
        out = []
        for _ in range(n):
            c = [(4, lambda: self.cancel())]
            if 'lock' in self.by:
                c.append((1, lambda: ['release', self.obj('lock')]))
            if 'sem' in self.by:
                c.append((4, lambda: ['release', self.obj('sem')]))
            if 'event' in self.by:
                c.append((4, lambda: [r.choice(['ev_set', 'ev_set', 'ev_clear']), self.obj('event')]))
            if 'queue' in self.by:
                c.append((3, lambda: ['put_nowait', self.obj('queue'), r.randint(0, 9)]))
                c.append((2, lambda: ['get_nowait', self.obj('queue')]))
                c.append((1, lambda: ['task_done', self.obj('queue')]))
            if self.futs:
                c.append((4, lambda: ['set_result', r.choice(self.futs), self.id('v')]))
                c.append((2, lambda: ['set_exception', r.choice(self.futs), r.choice(EXCS), self.msg()]))
            if self.handles:
                c.append((2, lambda: ['hcancel', r.choice(self.handles)]))
            if 'cond' in self.by:
                c.append((2, lambda: ['notify', self.obj('cond'), r.choice([1, 1, 2])]))
            c.append((1.5, lambda: ['log', self.id('s')]))
            c.append((.15, lambda: self.exc()))
            out.append(r.choices([f for _, f in c], [w for w, _ in c])[0]())
        return out

    def burst(self):
        """Several synchronous operations in one callback: the source of same-iteration races."""
        h = self.id('b')
        self.handles.append(h)
        r = self.r
        ops = self.sync_ops(r.choice([1, 2, 2, 3, 3, 4]))
        # an op that raises ends the callback; catch nothing, the handler reports it
        return ['call_soon', h, ops] if r.random() < .12 else ['call_later', h, self.dt(), ops]

    def op(self, depth, aw, tgs):
        r = self.r
        w = self.w
        deep = depth >= 3
        c = [(14, lambda: ['sleep', self.dt()]), (3, lambda: ['log', self.id('l')]),
             (1.2, lambda: self.exc()), (.8, lambda: ['return', self.id('v')]),
             (w['cancel'], lambda: self.cancel()),
             (.5, lambda: ['cancel', r.choice(self.names)] if self.names else None),
             (2, lambda: self.spawn(depth, aw) if not deep else None),
             (3, lambda: ['await', r.choice(aw)] if aw else None),
             (.7, lambda: ['state', r.choice(aw)] if aw else None),
             (2.5, lambda: self.guard(self.body(r.choice([1, 2, 2, 3]), depth + 1, aw, tgs)) if not deep else None),
             (1, lambda: ['call', self.body(r.choice([1, 2, 2]), depth + 1, aw, tgs)] if not deep else None),
             (.6, lambda: ['repeat', r.choice([2, 2, 3]), self.body(r.choice([1, 1, 2]), depth + 2, aw, ())] if not deep else None),
             (1.2, lambda: self.burst()),
             (.3, lambda: ['cancelling']),
             (.15, lambda: ['uncancel'])]
        if tgs and not deep:
            c.append((6, lambda: ['tg_spawn', r.choice(tgs), self.name(), self.cbody(depth + 1, aw, tgs)]))
        if w['timeout'] and not deep:
            c.append((w['timeout'], lambda: self.timeout(depth, aw, tgs)))
        if w['waitfor'] and not deep:
            c.append((w['waitfor'], lambda: self.maybe_catch(['wait_for', self.arg(depth, aw), r.choice([0, 1, 1, 2, 2, 3, 4, 6, None])], 'TimeoutError')))
        if w['gather'] and not deep:
            c.append((w['gather'], lambda: self.gather(depth, aw)))
        if w['wait'] and aw:
            c.append((w['wait'], lambda: ['wait', self.sample(aw, 4), r.choice(['ALL', 'FIRST', 'EXC']), r.choice([None, None, 0, 1, 2, 3, 5])]))
        if w['shield'] and not deep:
            c.append((w['shield'], lambda: self.shield(depth, aw)))
        if w['tg'] and not deep:
            c.append((w['tg'], lambda: self.tg(depth, aw)))
        if w['asc'] and aw:
            c.append((w['asc'], lambda: ['as_completed', self.sample(aw, 4), r.choice([None, None, 2, 4]), r.choice(['iter', 'iter', 'aiter'])]))
        if 'lock' in self.by:
            c.append((w['lock'], lambda: self.lock(depth, aw, 'lock')))
        if 'sem' in self.by:
            c.append((w['sem'], lambda: self.lock(depth, aw, 'sem')))
        if 'event' in self.by:
            c.append((w['event'], lambda: [r.choice(['ev_wait', 'ev_wait', 'ev_wait', 'ev_set', 'ev_clear']), self.obj('event')]))
        if 'cond' in self.by:
            c.append((w['cond'], lambda: self.cond(depth, aw)))
        if 'queue' in self.by:
            c.append((w['queue'], lambda: self.queue()))
        if 'barrier' in self.by:
            c.append((w['barrier'], lambda: self.barrier()))
        if w['future']:
            c.append((w['future'], lambda: self.future(aw)))
        if w['handles']:
            c.append((w['handles'], lambda: self.handle()))
        if w['rare']:
            c.append((w['rare'], lambda: self.rare(depth, aw)))
        return r.choices([f for _, f in c], [x for x, _ in c])[0]()

    def rare(self, depth, aw):
        """What the other profiles leave out."""
        r = self.r
        h = self.id('h')
        c = [['cset', r.choice('xy'), self.id('v')], ['cget', r.choice('xy')], ['cget', r.choice('xy')],
             ['call_soon', h, [['cget', 'x'], ['cset', 'x', h], ['cget', 'x']]],
             [['call_at', h, r.choice([0, 1, 3]), [['current']]], ['hwhen', h]],
             ['current'], ['all'], ['time'],
             self.catch(['run_nested', r.choice(['run_until_complete', 'run_forever', 'close', 'other'])], 'RuntimeError'),
             ['call_soon_ts', h, self.sync_ops(2)]]
        if self.tos:
            c += [['expired', r.choice(self.tos)], ['when', r.choice(self.tos)]]
        if aw:
            c += [['add_cb', r.choice(aw), 'cb', [['current'], ['cget', 'x']]], ['rm_cb', r.choice(aw), 'cb']]
        if 'queue' in self.by:
            c.append(['qinfo', self.obj('queue')])
        if 'barrier' in self.by:
            c.append(['bstate', self.obj('barrier')])
        x = r.random() if depth < 3 else 1
        if x < .2:
            return self.spawn(depth, aw) + [{'eager': r.random() < .8}]
        if x < .35:
            runners = [self.co(depth + 1, aw) for _ in range(r.choice([1, 2, 3]))]
            return self.maybe_catch(['staggered', runners, r.choice([None, 0, 1, 2])])
        return r.choice(c)

    def sample(self, pool, k):
        return self.r.sample(pool, min(len(pool), self.r.randint(1, k)))

    def name(self):
        n = self.id('t')
        return n

    def maybe_catch(self, op, *types):
        return self.catch(op, *types) if self.r.random() < .6 else op

    def arg(self, depth, aw):
        if aw and self.r.random() < .5:
            return self.r.choice(aw)
        return self.co(depth + 1, aw)

    def spawn(self, depth, aw):
        n = self.name()
        op = ['spawn', n, self.cbody(depth + 1, list(aw))]
        aw.append(n)
        self.names.append(n)
        return op

    def timeout(self, depth, aw, tgs):
        r = self.r
        n = self.id('T')
        self.tos.append(n)
        b = self.body(r.choice([1, 2, 2, 3]), depth + 1, aw, tgs)
        if r.random() < .12:
            b = [['try', {'do': b, 'except': [[[CE], [['log', self.id('sw')]]]]}]] + ([['sleep', self.dt()]] if r.random() < .5 else [])
        if r.random() < .25:
            b.insert(r.randint(0, len(b)), ['resched', n, r.choice([0, 1, 2, 4, None])])
        op = ['timeout', r.choice([0, 1, 1, 2, 2, 3, 4, 6, None]), b, n] if r.random() < .9 else ['timeout_at', r.choice([0, 2, 3, 5, 8]), b, n]
        return self.maybe_catch(op, 'TimeoutError')

    def gather(self, depth, aw):
        r = self.r
        args = [self.arg(depth, aw) for _ in range(r.choice([1, 2, 2, 3, 3]))]
        rx = r.random() < .35
        if r.random() < .25:
            n = self.id('g')
            self.futs.append(n)
            aw.append(n)
            return ['gather_start', n, args, rx]
        return self.maybe_catch(['gather', args, rx])

    def shield(self, depth, aw):
        r = self.r
        if r.random() < .3:
            n = self.id('s')
            self.futs.append(n)
            op = ['shield_start', n, self.arg(depth, aw)]
            aw.append(n)
            return op
        op = ['shield', self.arg(depth, aw)]
        x = r.random()
        if x < .3:
            return ['try', {'do': [op], 'except': [[[CE], [['log', self.id('sw')]]]]}]
        return self.maybe_catch(op)

    def tg(self, depth, aw):
        r = self.r
        g = self.id('G')
        b = []
        for _ in range(r.choice([1, 2, 2, 3])):
            n = self.name()
            b.append(['tg_spawn', g, n, self.cbody(depth + 1, list(aw), (g,) if r.random() < .3 else ())])
            self.names.append(n)
            if r.random() < .2:
                aw = aw + [n]
        if r.random() < .6:
            b += self.body(r.choice([1, 1, 2]), depth + 1, aw, (g,))
        op = ['tg', g, b]
        x = r.random()
        if x < .5:
            return ['try', {'do': [op], 'except': [[['ExceptionGroup'], [['cancelling']] if r.random() < .5 else []]]}]
        return op

    def lock(self, depth, aw, kind):
        r = self.r
        o = self.obj(kind)
        x = r.random()
        if x < .6:
            return ['with', o, self.body(r.choice([1, 1, 2]), depth + 1, aw)]
        if x < .75:
            return [['acquire', o], ['sleep', self.dt()], ['release', o]]
        if x < .85:
            return self.maybe_catch(['timeout', r.choice([1, 2, 3]), [['with', o, [['sleep', self.dt()]]]]], 'TimeoutError')
        if x < .93:
            return ['release', o] if kind == 'sem' else self.catch(['release', o], 'RuntimeError')
        return ['locked', o]

    def cond(self, depth, aw):
        r = self.r
        o = self.obj('cond')
        x = r.random()
        if x < .4:
            b = [['cv_wait', o], ['log', self.id('n')]]
        elif x < .55:
            b = [['cv_wait_for', o, 'x', r.choice([1, 2, 3])]]
        elif x < .65:
            b = [self.maybe_catch(['timeout', r.choice([1, 2, 3]), [['cv_wait', o]]], 'TimeoutError')]
        else:
            b = [['inc', 'x'], ['notify', o, r.choice([1, 1, 2])] if r.random() < .6 else ['notify_all', o]]
            if r.random() < .4:
                b.append(['sleep', self.dt()])
        if r.random() < .3:
            b.append(['sleep', self.dt()])
        return ['with', o, b]

    def queue(self):
        r = self.r
        o = self.obj('queue')
        x = r.random()
        if x < .32:
            return ['put', o, r.randint(0, 9)]
        if x < .64:
            return ['get', o]
        if x < .7:
            return self.q_timeout(o)
        if x < .78:
            return self.catch(['put_nowait', o, r.randint(0, 9)], 'QueueFull', 'QueueShutDown')
        if x < .86:
            return self.catch(['get_nowait', o], 'QueueEmpty', 'QueueShutDown')
        if x < .91:
            return self.catch(['task_done', o], 'ValueError')
        if x < .95:
            return ['join', o]
        if x < .975:
            return ['qsize', o]
        return ['shutdown', o, r.random() < .5]

    def q_timeout(self, o):
        op = ['get', o] if self.r.random() < .5 else ['put', o, 5]
        return self.catch([['timeout', self.r.choice([1, 2, 3]), [op]]], 'TimeoutError')

    def barrier(self):
        r = self.r
        o = self.obj('barrier')
        x = r.random()
        if x < .72:
            return self.maybe_catch(['bwait', o], 'BrokenBarrierError')
        if x < .8:
            return self.catch([['timeout', r.choice([1, 2, 3]), [['bwait', o]]]], 'TimeoutError', 'BrokenBarrierError')
        if x < .88:
            return ['breset', o]
        if x < .92:
            return ['babort', o]
        return ['bstate', o]

    def future(self, aw):
        r = self.r
        x = r.random()
        if x < .25 or not self.futs:
            n = self.id('F')
            self.futs.append(n)
            aw.append(n)
            return ['future', n]
        f = r.choice(self.futs)
        if x < .45:
            return ['await', f] if f in aw else ['state', f]
        if x < .6:
            return self.maybe_catch(['set_result', f, self.id('v')], 'InvalidStateError')
        if x < .68:
            return self.maybe_catch(['set_exception', f, r.choice(EXCS + [CE]), self.msg()], 'InvalidStateError')
        if x < .76:
            return ['cancel', f] + ([self.msg()] if r.random() < .4 else [])
        if x < .9:
            return ['add_cb', r.choice(self.futs + self.names), self.id('cb'), self.sync_ops(r.choice([0, 0, 1, 1, 2]))]
        if x < .95:
            return self.catch(['result', f], 'Exception', CE)
        return self.catch(['exception', f], 'Exception', CE)

    def handle(self):
        r = self.r
        x = r.random()
        if x < .7 or not self.handles:
            return self.burst()
        h = r.choice(self.handles)
        return r.choice([['hcancel', h], ['hcancelled', h]])

    # -- program -------------------------------------------------------------
    def program(self):
        r = self.r
        aw = []
        main = []
        if self.profile in ('future', 'cancel', 'mixed') or r.random() < .3:
            for _ in range(r.choice([1, 1, 2])):
                n = self.id('F')
                self.futs.append(n)
                aw.append(n)
                main.append(['future', n])
        nt = r.choice([3, 4, 4, 5, 6] if self.profile in self.by else [2, 2, 3, 3, 4, 5])
        for i in range(nt):
            n = self.name()
            self.names.append(n)
        names = list(self.names)
        focus = self.profile in self.by
        for n in names:
            main.append(['spawn', n, self.focus(list(aw)) if focus and r.random() < .8 else self.cbody(0, list(aw))])
            aw.append(n)
            if r.random() < .2:
                main.append(['sleep', r.choice([0, 0, 1])])
            if r.random() < (.4 if focus else .25):
                main.append(self.burst())
        if r.random() < .15:
            tk = self.id('tk')
            main.insert(r.randint(0, len(main)), ['spawn', tk, [['repeat', r.choice([4, 6, 8]), [['inc', tk], ['sleep', 0]]]]])
        main += self.body(r.choice([1, 2, 3, 4]), 1, aw)
        x = r.random()
        if main[-1][0] not in ('return', 'raise'):
            if x < .3:
                main.append(['gather', names, True])
            elif x < .45:
                main.append(['wait', names, 'ALL', r.choice([None, 3, 8])])
            elif x < .65:
                main += [['sleep', r.choice([5, 9, 12])]]
            elif x < .75:
                main += [['await', r.choice(names)]]
        p = {'main': main}
        if self.objs:
            p['objs'] = self.objs
        if self.profile == 'eager':
            p['eager'] = True
        if self.profile == 'stop':
            main.insert(r.randint(1, len(main)), ['call_later', self.id('b'), self.dt(), [['stop']]])
            p['more'] = [[['sleep', r.choice([0, 1, 3])]], self.body(2, 1, aw)]
        if self.profile == 'ts':
            main.insert(r.randint(1, len(main)), ['call_soon_ts', self.id('b'), self.sync_ops(2)])
            f = self.id('R')
            main.insert(0, ['rcts', f, self.cbody(1, [])])
            main.insert(r.randint(1, len(main)), ['cf_cancel', f])
        return p


def generate(seed):
    g = Gen(seed)
    p = g.program()
    return p, g.profile
