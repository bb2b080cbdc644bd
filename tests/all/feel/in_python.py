"""What objects of JavaScript feel like in Python: a row for each operation.

`T(code, want, made)`: `code` is run with `o`, which is what the JavaScript `made` makes; its value, or that of
`r` where it is a program (it begins with `!`), is `want`, or of the class `want`.
"""

import asyncio, bisect, collections.abc as abc, contextlib, copy, functools, inspect, io, json, random

import polytarget as pt

failed = []


def js(code):
    return pt.eval("js", code)


def run(coroutine):
    return asyncio.run(coroutine)


def T(code, want=True, a="[1,2,3]"):
    names = {**globals(), "o": js(a)}
    try:
        if code.startswith("!"):
            exec(code[1:], names)
            got = names.get("r")
        else:
            got = eval(code, names)
    except BaseException as error:
        got = error
    fits = isinstance(got, want) if isinstance(want, type) else type(got) is type(want) and got == want
    if not fits:
        failed.append(f"{a} | {code} -> {got!r}, not {want!r}")


for n in ["MutableSequence","Sequence","Iterable","Collection","Reversible","Sized","Container"]:
    T(f"isinstance(o, abc.{n})")
T("o[-1]",3); T("o[0:2]",[1,2]); T("o[::-1]",[3,2,1]); T("o==[1,2,3]"); T("[1,2,3]==o"); T("o!=[1,2]"); T("[1]!=o")
T("2 in o"); T("9 in o",False); T("o.index(2)",1); T("o.index(9)",ValueError); T("o.count(2)",1)
T("!o.append(4)\nr=list(o)",[1,2,3,4]); T("!o.insert(0,9)\nr=list(o)",[9,1,2,3]); T("!o.extend([4,5])\nr=list(o)",[1,2,3,4,5])
T("!r=[o.pop(), list(o)]\n",[3,[1,2]]); T("!r=[o.pop(0), list(o)]\n",[1,[2,3]]); T("!o.remove(2)\nr=list(o)",[1,3])
T("!r=o.pop()\n",IndexError,a="[]")
T("!o.reverse()\nr=list(o)",[3,2,1]); T("!o.sort(reverse=True)\nr=list(o)",[3,2,1]); T("!o.sort(key=lambda x:-x)\nr=list(o)",[3,2,1])
T("!r=o.sort()\n",None.__class__ and None)
T("!o.sort()\nr=list(o)",[1,9,10],a="[10,9,1]")
T("!o[0:2]=[7,8,9]\nr=list(o)",[7,8,9,3]); T("!del o[0]\nr=list(o)",[2,3]); T("!del o[0:2]\nr=list(o)",[3]); T("!o[::2]=[0,0]\nr=list(o)",[0,2,0])
T("!o[5]=1\n",IndexError); T("o[5]",IndexError); T("!o.clear()\nr=list(o)",[])
T("o+[4]",[1,2,3,4]); T("[0]+o",[0,1,2,3]); T("o*2",[1,2,3,1,2,3]); T("2*o",[1,2,3,1,2,3]); T("!o+=[4]\nr=list(o)",[1,2,3,4]); T("!o*=2\nr=list(o)",[1,2,3,1,2,3])
T("!match o:\n case [a,*rest]: r=(a,rest)\n case _: r=0",(1,[2,3])); 
T("!match o:\n case [1,2,3]: r=1\n case _: r=0",1)
T("!a,b,c=o\nr=(a,b,c)",(1,2,3)); T("[*o]",[1,2,3]); T("tuple(o)",(1,2,3)); T("sorted(o,reverse=True)",[3,2,1]); T("list(reversed(o))",[3,2,1]); T("list(zip(o,o))",[(1,1),(2,2),(3,3)])
T("json.dumps(o, default=pt.json_default)",'[1, 2, 3]'); T("repr(o)",'[ 1, 2, 3 ]'); T("bool(o)"); T("bool(o)",False,a="[]"); T("hash(o)==hash(o)")
T("len(o)",3); T("o < [2]"); T("[0]<o"); T("o.copy()",[1,2,3]); T("o.map(lambda x,*_:x+1)==[2,3,4]"); T("o.length",3); T("o.join('-')",'1-2-3')
T("o.js.pop()",3); T("o.push(5)",4)
T("max(o)",3);T("sum(o)",6);T("''.join(o)",'ab',a="['a','b']"); T("dict(o)",{'a':1},a="[['a',1]]")
T("!random.shuffle(o)\nr=sorted(o)",[1,2,3]); T("random.choice(o) in (1,2,3)")
T("bisect.bisect(o,2)",2); T("!bisect.insort(o,2)\nr=list(o)",[1,2,2,3]); 
T("copy.copy(o)", object)
# mapping
for a in ["({a:1,b:2})","new Map([['a',1],['b',2]])"]:
    def M(c,w=True): T(c,w,a=a)
    for n in ["MutableMapping","Mapping","Iterable","Collection"]: M(f"isinstance(o, abc.{n})")
    M("o['a']",1); M("o['z']",KeyError); M("o.get('a')",1); M("o.get('z')",None); M("o.get('z',5)",5); M("o.pop('a')",1); M("o.pop('z')",KeyError); M("o.pop('z',3)",3)
    M("o.setdefault('a',5)",1); M("o.setdefault('q',5)",5); M("!o.update({'c':3})\nr=dict(o)",{'a':1,'b':2,'c':3}); M("!o.update(c=3)\nr=dict(o)",{'a':1,'b':2,'c':3})
    M("list(o.items())",[('a',1),('b',2)]); M("list(o.keys())",['a','b']); M("list(o.values())",[1,2]); M("list(o)",['a','b']); M("dict(o)",{'a':1,'b':2}); M("{**o}",{'a':1,'b':2})
    M("o|{'c':3}",{'a':1,'b':2,'c':3}); M("{'c':3}|o",{'c':3,'a':1,'b':2}); M("!o|={'c':3}\nr=dict(o)",{'a':1,'b':2,'c':3})
    M("!match o:\n case {'a':x}: r=x\n case _: r=0",1); M("!match o:\n case {'a':x, **rest}: r=(x,rest)\n case _: r=0",(1,{'b':2}))
    M("o=={'a':1,'b':2}"); M("{'a':1,'b':2}==o"); M("o!={'a':1}"); M("'a' in o"); M("'z' in o",False); M("len(o)",2); M("bool(o)"); M("!del o['a']\nr=dict(o)",{'b':2}); M("!del o['zz']\n",KeyError)
    M("!o['k']=5\nr=o['k']",5); M("!o.clear()\nr=len(o)",0); M("o.popitem()",('b',2)); M("o.copy()",{'a':1,'b':2}); M("json.dumps(o, default=pt.json_default)",'{"a": 1, "b": 2}')
    M("o.keys() & {'a'}",{'a'}); M("('a',1) in o.items()"); M("(lambda **k:k)(**o)",{'a':1,'b':2}); M("list(reversed(o))",['b','a']); M("'{a}'.format(**o)",'1'); M("'%(a)s' % o",'1')
    M("'{a}'.format_map(o)",'1')
T("o.a",1,a="({a:1})"); T("o.zz",AttributeError,a="({a:1})"); T("hasattr(o,'zz')",False,a="({a:1})"); T("hasattr(o,'a')",a="({a:1})"); T("o.class_",5,a="({class:5})"); T("'class_' in dir(o)",a="({class:5})")
T("o.items",3,a="({items:3})"); T("o.get",3,a="({get:3})")
T("bool(o)",False,a="({})")
T("repr(o)","{ a: 1 }",a="({a:1})")
T("o[1]",'x',a="new Map([[1,'x']])"); T("1 in o",a="new Map([[1,'x']])"); T("o['1']",'x',a="({1:'x'})"); T("o[1]",'x',a="({1:'x'})")
S="new Set([1,2])"
for n in ["MutableSet","Set","Collection"]: T(f"isinstance(o, abc.{n})",a=S)
T("1 in o",a=S); T("9 in o",False,a=S); T("len(o)",2,a=S); T("!o.add(3)\nr=set(o)",{1,2,3},a=S); T("!o.discard(1)\nr=set(o)",{2},a=S); T("!o.remove(9)\n",KeyError,a=S)
T("o|{3}=={1,2,3}",a=S); T("o&{1}=={1}",a=S); T("o-{1}=={2}",a=S); T("o^{1,5}=={2,5}",a=S); T("{1}|o=={1,2}",a=S); T("o=={1,2}",a=S); T("{1,2}==o",a=S); T("o<={1,2,3}",a=S); T("{1}<o",a=S); T("o.isdisjoint({5})",a=S); T("!o|={7}\nr=set(o)",{1,2,7},a=S)
T("!r=o.pop() in (1,2)\n",a=S); T("!o.clear()\nr=len(o)",0,a=S); T("o.union({4})=={1,2,4}",a=S); T("o.issubset({1,2})",a=S); T("!o.update({5})\nr=set(o)",{1,2,5},a=S); T("set(o)",{1,2},a=S); T("json.dumps(list(o))","[1, 2]",a=S)
T("o.has(1)",a=S)
C="(class K { constructor(a=1){this.a=a} m(){return this.a} static s(){return 's'} get g(){return 'g'+this.a} })"
T("o(5).m()",5,a=C); T("o.new(6).m()",6,a=C); T("o(5).g",'g5',a=C); T("o.s()",'s',a=C)
T("isinstance(o(5),o)",a=C); T("isinstance(5,o)",False,a=C); T("issubclass(o,o)",a=C); T("callable(o)",a=C)
T("o.__name__",'K',a=C); T("repr(o)",'[class K]',a=C)
T("!r=[x for x in o]\n",[1,2],a="(function*(){yield 1; yield 2})()")
G="(function*(){const x = yield 1; try { yield x } catch(e) { yield 'c:'+e.message } finally { globalThis.fin=1 } return 9})()"
T("next(o)",1,a=G); T("!next(o)\nr=o.send(7)\n",7,a=G); T("!next(o);o.send(7)\nr=o.throw(ValueError('bo'))\n",'c:bo',a=G)
T("!next(o);o.close()\nr=list(o)",[],a=G)
T("!def g():\n  return (yield from o)\nx=g()\nnext(x);x.send(1)\ntry: x.send(2)\nexcept StopIteration as e: r=e.value",9,a=G)
T("isinstance(o,abc.Generator)",a=G); T("isinstance(o,abc.Iterator)",a=G)
T("!r=o.throw(ValueError('x'))\n",ValueError,a=G)
T("list(o)",object,a="({[Symbol.iterator](){return 5}})"); 
T("list(o)",Exception,a="({[Symbol.iterator](){return {next(){return 5}}}})")
D="({log:[], dispose(){this.log.push('d')}})"
T("!with o as x: pass\nr=list(o.log)",['d'],a=D)
D="({log:[], close(){this.log.push('c')}})"
T("!with o as x: pass\nr=list(o.log)",['c'],a=D)
D="({log:[], [Symbol.dispose ?? Symbol.for('Symbol.dispose')](){this.log.push('s')}})"
T("!with o as x: pass\nr=list(o.log)",['s'],a=D)
T("!with o: pass\n",TypeError,a="({})")
def run(c): return asyncio.run(c)
T("!async def f(): return await o\nr=run(f())",5,a="Promise.resolve(5)")
T("!async def f(): return await o\nr=run(f())",pt.JsError,a="Promise.reject(new TypeError('x'))")
T("!async def f(): return [x async for x in o]\nr=run(f())",[1,2],a="(async function*(){yield 1; yield 2})()")
T("!async def f(): return [x async for x in o]\nr=run(f())",Exception,a="(async function*(){yield 1; throw new Error('q')})()")
T("!async def f():\n async with o as x: pass\nrun(f())\nr=list(o.log)",['a'],a="({log:[], async [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')](){this.log.push('a')}})")
T("!async def f(): return await o()\nr=run(f())",7,a="(async()=>7)")
T("!async def f(): return await asyncio.gather(o(1),o(2))\nr=run(f())",[1,2],a="(async x=>x)")
F="(function add(a,b=2){ /** doc */ return a+b})"
T("str(inspect.signature(o))",'(a, b=2)',a=F); T("o.__name__",'add',a=F); T("inspect.signature(o).parameters['a'].name",'a',a=F); T("o.__doc__ is not None",a=F)
# Arguments by name go into one object at the end, as is the custom there.
T("o(1, b=2)[0]",'1',a="((a,o)=>a+''+o.b)");
T("o(1)",3,a=F); T("o(1,2,3)",3,a=F); 
T("!import io\nb=io.StringIO()\nwith contextlib.redirect_stdout(b): help(o)\nr='add' in b.getvalue()",a=F)
T("pt.signature(o)",'(a,b=2)',a=F); T("pt.doc(o)",str,a=F); T("pt.keys(o)",object,a="({x:1})"); T("pt.dir(o)",object,a="({x:1})")
T("o==o",a=F); T("{o:1}[o]",1,a=F); T("o is js('globalThis.f1')",a="globalThis.f1=function(){}")
T("o()",5,a="(()=>5)"); T("sorted([3,1,2],key=o)",[3,2,1],a="(x=>-x)"); T("list(map(o,[1,2]))",[2,4],a="(x=>x*2)")
T("!import functools\nr=functools.partial(o,1)(5)",6,a="((a,b)=>a+b)")
T("type(o).__name__",str,a=F)
T("o.x",KeyError,a="new Proxy({}, {get(){throw polytarget.py.builtins.KeyError('a')}})")
T("isinstance(o, Exception)",a="new TypeError('x')"); T("o.message",'x',a="new TypeError('x')"); T("o.name",'TypeError',a="new TypeError('x')")
T("!raise o\n",pt.JsError,a="new TypeError('x')")
T("o is js('x=>x')(o)",a="new TypeError('x')")
T("o.foo",5,a="Object.assign(new Error('x'),{foo:5})")
T("!o.foo=6\nr=js('e=>e.foo')(o)",6,a="new Error('x')")
T("o==5",False,a="({})"); T("o is None",False,a="null"); T("bool(o)",False,a="null"); T("o is pt.null",a="null"); T("o",None,a="undefined")
T("bool(o)",a="(()=>1)"); T("bool(o)",False,a="new Map()"); T("bool(o)",False,a="new Set()")
T("o+1",6,a="5"); T("js('5n**30n')==5**30"); T("o.getFullYear()",2020,a="new Date(2020,1,1)")
T("'a' in dir(o)",a="({a:1})"); T("'m' in dir(o)",a="new "+C); T("dir(o)==sorted(dir(o))",a="({a:1})")
T("o.description",'q',a="Symbol('q')"); T("repr(o)",'Symbol(q)',a="Symbol('q')")
T("o.test('abc')",a="/b/"); T("str(o)",'/b/',a="/b/")
T("!o.x=5\nr=o.x",5,a="({})"); T("!del o.a\nr=hasattr(o,'a')",False,a="({a:1})"); T("!del o.zz\n",AttributeError,a="({a:1})"); T("!o.x=1\n",Exception,a="Object.freeze({})")
T("getattr(o,'a-b')",4,a="({'a-b':4})"); T("getattr(o,'x',7)",7,a="({})")
T("getattr(o,'m')(1)",4,a="({x:3,m(y){return this.x+y}})"); T("!f=o.m\nr=f(1)",4,a="({x:3,m(y){return this.x+y}})"); T("o.m==o.m",a="({m(){}})"); T("hash(o.m)==hash(o.m)",a="({m(){}})")
T("o.f",None,a="({f:undefined})"); T("hasattr(o,'f')",a="({f:undefined})")
T("o()",pt.JsError,a="(()=>{throw new Error('x')})"); T("o()",Exception,a="(()=>{throw 5})"); 
T("!try: o()\nexcept pt.JsError as e: r=e.value",5,a="(()=>{throw 5})")
T("o()",TypeError,a="({})"); T("iter(o)",TypeError,a="5"); T("len(o)",TypeError,a="(()=>5)"); T("o[0]",Exception,a="(()=>5)")
T("isinstance(o, abc.Callable)",a=F); T("isinstance(o, abc.Awaitable)",a="Promise.resolve(1)"); T("isinstance(o, abc.Iterable)",False,a="(()=>1)"); T("isinstance(o,abc.Hashable)",a=F)
T("isinstance(o, abc.AsyncIterable)",a="(async function*(){})()")

T("!class P(o):\n  def m(self): return super().m()+1\n  def n(self): return self.a*2\np=P(20)\nr=(p.m(),p.n(),p.g,p.a)",(21,40,'g20',20),a=C)
T("!class P(o): pass\np=P(3)\nr=(isinstance(p,P),isinstance(p,o),issubclass(P,o))",(True,True,True),a=C)
T("!class P(o):\n  def __init__(self,x):\n    super().__init__(x+1)\n    self.y=x\np=P(3)\nr=(p.a,p.y)",(4,3),a=C)
T("!class P(o):\n  def __init__(self,x):\n    super().__init__(x+1)\n  def extra(self): return 'E'\np=P(3)\nr=js('o=>[o instanceof Object, o.a, o.m(), o.extra()]')(p)==[True,4,4,'E']\n",True,a=C)
T("!class P(o):\n  def n(self): return 'mine'\nr=P(1).call_n()",'mine',a="(class K { n(){return 'theirs'} call_n(){return this.n()} })")
T("!class P(o):\n  def n(self): return 'mine'\nkeep=js('globalThis.keep=[]; keep')\np=P(1)\nkeep.append(p)\nr=[keep[0] is p]\ndel p\nr.append(keep[0].n())",[True,'mine'],a="(class K { n(){return 'theirs'} })")
T("!class P(o): pass\nclass Q(P):\n  def m(self): return super().m()+1\nr=Q(1).m()",2,a=C)
T("!class P(o):\n  def m(self): raise ValueError('in m')\ntry: P(1).call_m()\nexcept ValueError as e: r=str(e)",'in m',a="(class K { m(){} call_m(){return this.m()} })")


# An iterator reads ahead; what it gives is what is there when it is its turn, as with a list.
def walk(items, seed):
    chance, seen, iterator = random.Random(seed), [], iter(items)
    while True:
        change = chance.randrange(3 * (1 + seed % 20))
        if change == 0:
            items.append(chance.choice([1, 2.5, "text", None, True, 1 << 70, "é"]))
        elif change == 1:
            items[chance.randrange(len(items))] = chance.choice([-1, 0.5, "other", False])
        elif change == 2 and len(items) > 10:
            items.pop(chance.randrange(len(items)))
        elif (item := next(iterator, walk)) is walk:
            return seen, list(items), next(iterator, "end")
        else:
            seen.append(item)

for seed in range(200):
    T(f"walk(o, {seed}) == walk(list(range(90)), {seed})", a="Array.from({ length: 90 }, (_, i) => i)")


# Refusals name operation, owner and type; what cannot be called or iterated over says so to those who ask.
for code, word in [("o()", "call"), ("o(1, k=2)", "call"), ("o(*[1])", "call"), ("iter(o)", "iterate"), ("list(o)", "iterate"), ("a, = o", "iterate")]:
    T(f"!try:\n  {code}\nexcept TypeError as e: r=(str(e), 'js Date' in str(e), {word!r} in str(e))[1:]", (True, True), a="new Date(0)")
T("callable(o)",False,a="new Date(0)"); T("callable(o)",False,a="[1]"); T("hasattr(o,'__iter__')",False,a="new Date(0)")
T("isinstance(o, abc.Callable)",False,a="({})"); T("isinstance(o, abc.Iterable)",False,a="new Date(0)"); T("inspect.isfunction(o)",False,a="({})")
T("!try: o()\nexcept TypeError as e: r='js Point' in str(e)",a="new (class Point {})")
# Lone surrogates in messages.
T("!try: o()\nexcept pt.JsError as e: r=(e.message, str(e))",("a\ud800b","RangeError: a\ud800b"),a="(()=>{throw new RangeError('a\\ud800b')})")
T("(o.message, str(o))",("\udfff","Error: \udfff"),a="new Error('\\udfff')")


assert not failed, "\n".join(failed)
