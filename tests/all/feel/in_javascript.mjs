// What objects of Python feel like in JavaScript: a row for each operation.
//
// `T(code, want, made)`: `code`, an expression or the body of a function, is run with `o`, which is what the Python
// `made` makes; its value prints as JSON like `want`, or is of the class `want`.

const failed = [];
const py = (code) => polytarget.eval("py", code);
const J = (value) => { try { return JSON.stringify(value) } catch (error) { return `no JSON: ${error}` } };
const same = (one, two) => Object.is(one, two) || (J(one) === J(two) && typeof one === typeof two);
const show = (value) => value instanceof Error ? `${value.name}: ${value.message}` : polytarget.inspect(value);
const is = (code, got, want) => {
  const fits = typeof want === "function" ? got instanceof want : same(got, want);
  if (!fits) failed.push(`${code} -> ${show(got)}, not ${J(want) ?? want}`);
};
function T(code, want, made = "[1,2,3]") {
  let got;
  try { got = new Function("o", "py", "J", code.includes("return") ? code : `return (${code})`)(py(made), py, J) } catch (error) { got = error }
  is(`${made} | ${code}`, got, want);
}
py("import builtins, collections, types, contextlib, dataclasses, enum\ndef fails(): raise ValueError('a\\ud800b')");
// list
T("Array.isArray(o)", true);
T("o.length",3);
T("o[0]",1);
T("o[9]",undefined);
T("o.at(-1)",3);
T("[...o]",[1,2,3]);
T("const [a,...r]=o; return [a,r]",[1,[2,3]]);
T("[0].concat(o)",[0,1,2,3]);
T("o.concat([4])",[1,2,3,4]);
T("JSON.stringify(o)","[1,2,3]");
T("JSON.stringify({o})",'{"o":[1,2,3]}');
T("JSON.stringify(o,null,1)","[\n 1,\n 2,\n 3\n]");
for (const [m,want] of Object.entries({
 "map(x=>x+1)":[2,3,4],"filter(x=>x>1)":[2,3],"slice(1)":[2,3],"slice(-1)":[3],"concat(4)":[1,2,3,4],"flat()":[1,2,3],"flatMap(x=>[x,x])":[1,1,2,2,3,3],"toReversed()":[3,2,1],"toSorted((a,b)=>b-a)":[3,2,1],"toSpliced(0,1)":[2,3],"with(0,9)":[9,2,3]}))
 { T("o."+m, want);
T(`Array.isArray(o.${m}) && Object.getPrototypeOf(o.${m})===Array.prototype`, true); }
for (const [m,want] of Object.entries({"indexOf(2)":1,"includes(2)":true,"find(x=>x>1)":2,"findIndex(x=>x>1)":1,"findLast(x=>x<3)":2,"findLastIndex(x=>x<3)":1,"join('-')":"1-2-3","every(x=>x>0)":true,"some(x=>x>2)":true,"reduce((a,b)=>a+b)":6,"reduceRight((a,b)=>a+b)":6,"lastIndexOf(3)":2,"toString()":"[1, 2, 3]"})) T("o."+m,want);
for (const [m,want] of Object.entries({"push(4)":[1,2,3,4],"pop()":[1,2],"shift()":[2,3],"unshift(0)":[0,1,2,3],"splice(1,1)":[1,3],"splice(1,0,7,8)":[1,7,8,2,3],"reverse()":[3,2,1],"sort((a,b)=>b-a)":[3,2,1],"fill(0)":[0,0,0],"copyWithin(0,1)":[2,3,3]})) T(`o.${m}; return JSON.stringify(o)`, JSON.stringify(want));
T("o.splice(0,2)",[1,2]);
T("o.length=1; return [...o]",[1]);
T("o[5]=1; return JSON.stringify(o)","[1,2,3,null,null,1]");
T("delete o[0]; return J(o)","[2,3]"); 
T("[...o.entries()]",[[0,1],[1,2],[2,3]]);
T("[...o.keys()]",[0,1,2]);
T("[...o.values()]",[1,2,3]);
T("Object.keys(o)",["0","1","2"]);
T("Object.entries(o)",[["0",1],["1",2],["2",3]]);
T("0 in o", true);
T("3 in o",false);
T("'length' in o", true);
T("o.hasOwnProperty(0)", true);
T("Object.hasOwn(o,'0')", true);
T("let r=[]; for (const i in o) r.push(i); return r",["0","1","2"]);
T("let r=[]; o.forEach((x,i)=>r.push(i)); return r",[0,1,2]);
T("Array.from(o,x=>x*2)",[2,4,6]);
T("Math.max(...o)",3);
T("Math.max.apply(null,o)",3);
T("({...o})",{0:1,1:2,2:3});
T("`${o}`","[1, 2, 3]");
T("String(o)","[1, 2, 3]");
T("o instanceof Array", true);
T("o===o", true);
T("Object.prototype.toString.call(o)","[object Array]"); 
T("new Set(o).size",3);
T("new Map(o).get(1)",2,"[(1,2)]");
T("Object.fromEntries(o)",{a:1},"[('a',1)]");
T("Promise.all(o) instanceof Promise", true);
T("new Uint8Array(o).length",3);
T("Int32Array.from(o)[2]",3);
T("o.append(4); return o.length",4);
T("Object.groupBy(o,x=>x%2?'a':'b').a",[1,3]);
T("Reflect.ownKeys(o)",["0","1","2","length"]);
T("Object.getOwnPropertyDescriptor(o,0)",{value:1,writable:true,enumerable:true,configurable:true});
T("Object.getOwnPropertyDescriptor(o,'length').value",3);
T("Object.defineProperty(o,0,{value:9,writable:true,enumerable:true,configurable:true}); return o[0]",9);
T("Object.defineProperty(o,0,{get(){return 1}})",TypeError);
T("Object.freeze(o)",TypeError);
T("Object.isFrozen(o)",false);
T("Object.isExtensible(o)", true);
T("Object.seal(o)",TypeError);   T("Object.getPrototypeOf(o)!==null", true);
T("Object.assign(o,[9]); return o[0]",9);
 T("Array.prototype.map.call(o,x=>x)",[1,2,3]);
T("Array.prototype.concat.call([],o)",[1,2,3]);
T("o.sort(); return JSON.stringify(o)","[1,10,9]","[10,9,1]");
T("o.constructor===Array", true);
T("polytarget.inspect(o)","[1, 2, 3]");
T("Iterator.from ? [...o.values().map(x=>x+1)] : 0",[2,3,4]);
T("o.index(2)",1);
T("o.count(2)",1);
// tuple
T("Array.isArray(o)",true,"(1,2)");
T("[...o]",[1,2],"(1,2)");   T("Object.isFrozen(o)",true,"(1,2)");
T("o.map(x=>x+1)",[2,3],"(1,2)");
T("JSON.stringify(o)","[1,2]","(1,2)");
T("Object.getOwnPropertyDescriptor(o,0).writable",false,"(1,2)");
T("delete o[0]",Error,"(1,2)");
T("Object.isExtensible(o)",false,"(1,2)");
T("Object.freeze(o)===o",true,"(1,2)");
// str etc
// dict
const D="{'a':1,'b':2}";
T("o.a",1,D);
T("o['b']",2,D);
T("o.zz",undefined,D);
T("o.a=5; return o.a",5,D);
T("o.c=7; return [...o.keys()]",["a","b","c"],D);
T("delete o.a",true,D);
T("delete o.a; return 'a' in o",false,D);
T("'a' in o",true,D);
T("'zz' in o",false,D);
T("Object.keys(o)",["a","b"],D);
T("Object.values(o)",[1,2],D);
T("Object.entries(o)",[["a",1],["b",2]],D);
T("JSON.stringify(o)",'{"a":1,"b":2}',D);
T("({...o})",{a:1,b:2},D);
T("const {a,...r}=o; return [a,r]",[1,{b:2}],D);
T("let r=[]; for (const k in o) r.push(k); return r",["a","b"],D);
T("o.get('a')",1,D);
T("o.has('a')",true,D);
T("o.set('q',1); return o.q",1,D);
T("o.delete('a'); return o.has('a')",false,D);
T("o.size",2,D);
T("[...o]",["a","b"],D);
T("[...o.items()]",[["a",1],["b",2]],D);
T("[...o.entries()]",[["a",1],["b",2]],D);
T("[...o.values()]",[1,2],D);
T("o.get('zz',5)",5,D);
T("o.pop('a')",1,D);
T("new Map(o.entries()).get('a')",1,D);
T("Object.assign({},o)",{a:1,b:2},D);
T("Object.assign(o,{z:1}); return o.z",1,D);
T("Object.getOwnPropertyDescriptor(o,'a').value",1,D);
T("o.hasOwnProperty('a')",true,D);
T("Object.fromEntries(o.entries())",{a:1,b:2},D);
T("let r=[]; o.forEach((v,k)=>r.push(k,v)); return r",["a",1,"b",2],D);
T("o.get(1)",'x',"{1:'x'}");
T("o[1]",'x',"{1:'x'}");
T("String(o)","{'a': 1, 'b': 2}",D);
T("Object.prototype.toString.call(o)","[object Object]",D);
T("o.update({z:3}); return o.z",3,D);
T("o.get((o.fromkeys, py('(1,2)')))",3,"{(1,2):3}");
T("o.items",5,"{'items':5}");
T("JSON.stringify(o)",'{"1":2,"null":3}',"{1:2,None:3}");
T("o.clear(); return o.size",0,D);
T("o.length",undefined,D);
T("Object.keys(o).length",0,"{}");
T("o.has(1)",true,"{1:2}");
T("o.a += 1; return o.a",2,D);
T("o.a ??= 4; return o.a",1,D);
T("Object.getOwnPropertyNames(o)",["a","b"],D);
// set
const S="{1,2}";
T("o.has(1)",true,S);
T("o.add(3); return o.size",3,S);
T("o.delete(1)",true,S);
T("o.delete(9)",false,S);
T("o.size",2,S);
T("[...o]",[1,2],S);
T("[...o.values()]",[1,2],S);
T("[...o.entries()]",[[1,1],[2,2]],S);
T("o.clear(); return o.size",0,S);
T("new Set(o).size",2,S);
T("o.add(5)===o",true,S);
T("[...o.union(new Set([3]))]",[1,2,3],S);
T("o.isSubsetOf(new Set([1,2,3]))",true,S);
T("new Set([1]).isSubsetOf(o)",true,S);
T("[...new Set([1,5]).union(o)]",[1,5,2],S);
T("[...new Set([1,5]).intersection(o)]",[1],S);
T("[...o.intersection(new Set([2]))]",[2],S);
T("[...o.difference(new Set([2]))]",[1],S);
T("[...o.symmetricDifference(new Set([2]))]",[1],S);
T("o.isDisjointFrom(new Set([8]))",true,S);
T("o.isSupersetOf(new Set([1]))",true,S);
T("JSON.stringify([...o])","[1,2]",S);
T("o.has(1)",true,"frozenset({1})");
T("o.add(1)",TypeError,"frozenset({1})");
T("let r=[];o.forEach(x=>r.push(x));return r",[1,2],S);
py(`
class P:
    """doc of P"""
    kind = "K"
    def __init__(self, x=1, *, k=0): self.x, self.k = x, k
    def m(self, y=1): return self.x + y
    @staticmethod
    def s(): return "s"
    @classmethod
    def c(cls): return cls.__name__
    @property
    def p(self): return self.x * 10
    def __eq__(self, o): return isinstance(o, P) and o.x == self.x
    def __hash__(self): return hash(self.x)
    def __repr__(self): return f"P({self.x})"
def add(a, b=2, *args, k=0, **kw):
    "adds"
    return a + b + k + sum(args)
def gen():
    try:
        x = yield 1
        yield x
    except ValueError as e:
        yield "caught " + str(e)
    return 9
class CM:
    log = []
    def __enter__(self): self.log.append("in"); return self
    def __exit__(self, *a): self.log.append("out")
async def co(x): return x
async def ag():
    yield 1
    yield 2
async def bad(): return 1 / 0
async def relay(p): return 1 + await p
async def sl():
    import asyncio
    await asyncio.sleep(0)
    return 8
import datetime, decimal, fractions
`);
const C="P";
T("new o(5).m(2)",7,C);
T("new o(5) instanceof o",true,C);
T("5 instanceof o",false,C);
T("typeof o","function",C);
T("o.name ?? o.__name__","P",C);
T("o(5).x",5,C);
T("o.callKw({k:3},1).k",3,C);
T("o.s()","s",C);
T("o.c()","P",C);
T("o.kind","K",C);
T("new o(3).p",30,C);
T("String(o)","<class '__main__.P'>",C);
T("new o(1)===new o(1)",false,C);  T("py('lambda a,b:a==b')(new o(1),new o(1))",true,C);
T("Object.keys(new o(1)).includes('x')",true,C);
T("'m' in new o(1)",true,C); 
T("const q=new o(1); q.x=5; return q.x",5,C);
T("const q=new o(1); delete q.x; return q.x",undefined,C);
T("new o(1,2,3)",Error,C);
T("o(1,2,3)",Error,C);
T("new o(1).zz",undefined,C);
T("new o(1).zz()",TypeError,C);
T("o(1)",3,"add");
T("o(1,1)",2,"add");
T("o.callKw({k:10},1,1)",12,"add");
T("o()",Error,"add");
T("typeof o","function","add");
T("o.name","add","add");
T("o.length",1,"add");
T("o.call(null,1,5)",6,"add");
T("o.apply(null,[1,5])",6,"add");
T("o.bind(null,1)(5)",6,"add");
T("[1,2].map(x=>o(x))",[3,4],"add");
T("polytarget.signature(o)","(a, b=2, *args, k=0, **kw)","add");
T("polytarget.doc(o)","adds","add");
T("o instanceof Function",true,"add");
T("String(o).startsWith('<function add')",true,"add");
T("o.toString().startsWith('<function')",true,"add");
T("[...polytarget.dir(o)].includes('m')",true,"P");
T("[...polytarget.keys(o)]",["a"],"{'a':1}");
T("[1,2].map(o)",Error,"(lambda x: x)"); 
T("o()",Error,"(lambda x: x)");
T("o(undefined)",undefined,"(lambda x: x)");
T("[3,1,2].sort(o)",[1,2,3],"(lambda a,b: a-b)");
T("o.x=5; return o.x",5,"add");
const G="gen()";
T("o.next()",{value:1,done:false},G);
T("[...py('(i for i in range(3))')]",[0,1,2],G);
T("o.next(); return o.next('v').value",'v',G);
T("o.next(); return o.throw(py('ValueError(\"q\")')).value",'caught q',G);
T("o.next(); return o.return(4)",{value:4,done:true},G);
T("o.next(); o.next(); return o.next()",{value:9,done:true},G);
T("for (const x of o) break; return o.next().done",true,G);
T("o[Symbol.iterator]()===o",true,G);
T("o.next(); try { o.throw(new TypeError('t')) } catch(e) { return e.message }",'t',G);
T("function* f(){ return yield* o } const g=f(); g.next(); g.next(1); return g.next()",{value:9,done:true},G);
T("[...o]",["a","b"],"iter('ab')");
T("[...o.map(x=>x+1)]",[1,2],"iter([0,1])");
T("typeof (Symbol.dispose)", "symbol", "CM()");
T("{ const s = o[Symbol.dispose ?? Symbol.for('Symbol.dispose')]; return typeof s }","function","CM()");
T("o[Symbol.dispose ?? Symbol.for('Symbol.dispose')](); return o.log.at(-1)","out","CM()");
const E="ValueError('bad')";
T("o instanceof Error",true,E);
T("o.name","ValueError",E);
T("o.message","bad",E);
T("typeof o.stack","string",E);
T("String(o)","bad",E);
T("try { throw o } catch (e) { return e===o }",true,E);
T("try { o() } catch(e) { return [e instanceof Error, e.name, e.message] }",[true,"ZeroDivisionError","division by zero"],"(lambda: 1/0)");
T("try { o() } catch(e) { return e.cause !== undefined && py('lambda e: isinstance(e,ZeroDivisionError)')(e.cause) }",true,"(lambda: 1/0)");
T("try { o() } catch(e) { return e instanceof py('ZeroDivisionError') }",true,"(lambda: 1/0)");
T("try { o() } catch(e) { return e instanceof py('Exception') }",true,"(lambda: 1/0)");
T("Number(o)",5,"decimal.Decimal(5)");
T("o.valueOf()",5,"decimal.Decimal(5)");
T("o+1",6,"fractions.Fraction(5)");
T("new Date(o).getTime()",0,"datetime.datetime(1970,1,1,tzinfo=datetime.timezone.utc)"); 
T("o.RED.name","RED","enum.Enum('Co','RED GREEN')");
T("[...o].length",2,"enum.Enum('Co','RED GREEN')");
T("o.x",1,"types.SimpleNamespace(x=1)");
T("o.sqrt(4)",2,"__import__('math')");
T("Object.keys(o).includes('sqrt')",true,"__import__('math')");
T("o.a",1,"collections.namedtuple('N','a b')(1,2)");
T("o[1]",2,"collections.namedtuple('N','a b')(1,2)");
T("const {a,b}=o; return [a,b]",[1,2],"collections.namedtuple('N','a b')(1,2)");
T("o.x",3,"dataclasses.make_dataclass('DC',['x'])(3)");
T("Array.isArray(o)",true,"range(3)");
T("[...o]",[0,1,2],"range(3)");
T("o.q",1,"collections.OrderedDict(q=1)");   T("[...o]",[1,2],"collections.deque([1,2])");
T("o.push(3); return [...o]",[1,2,3],"collections.deque([1,2])");
T("o.shift(); return [...o]",[2],"collections.deque([1,2])");
T("Object.freeze(o)",Error,"P(1)");
T("Object.defineProperty(o,'y',{value:1,writable:true,enumerable:true,configurable:true}); return o.y",1,"P(1)");
T("Object.defineProperty(o,'y',{get(){return 1}})",TypeError,"P(1)");
T("Object.defineProperty(o,'y',{value:1,writable:false})",TypeError,"P(1)");
T("Object.getOwnPropertyDescriptor(o,'x')",{value:1,writable:true,enumerable:true,configurable:true},"P(1)");  T("o[Symbol('q')]=1",TypeError,"P(1)");
T("const w=new WeakMap(); w.set(o,1); return w.get(o)",1,"P(1)");
T("new WeakRef(o).deref()===o",true,"P(1)");
T("Reflect.has(o,'x')",true,"P(1)");
T("Reflect.set(o,'x',4); return o.x",4,"P(1)");
T("Object.is(o,o)",true,"P(1)");
T("Reflect.construct(o,[4]).x",4,"P");
T("o && 1",1,"[]");  T("polytarget.inspect({o})","{ o: P(1) }","P(1)");
T("polytarget.inspect([o])","[ [1, 2] ]","[1,2]");
T("class Q extends o { n(){ return this.x*2 } m(y){ return super.m(y)+100 } } const q=new Q(5); return [q.n(), q.m(1), q.x, q.p, q instanceof Q, q instanceof o]",[10,106,5,50,true,true],C);
T("class Q extends o { constructor(a){ super(a+1); this.z=a } } const q=new Q(5); return [q.x,q.z]",[6,5],C);
T("class Q extends o { get g(){ return this.x } } const q=new Q(5); q.x=7; return [q.g, py('lambda q: q.x')(q)]",[7,7],C);
T("class Q extends o { hi(){ return 'hi'+this.x } } const q=new Q(5); return py('lambda q: (isinstance(q,P), q.hi())')(q)",[true,'hi5'],C);
T("class Q extends o {}; return polytarget.inspect(new Q(5))","P(5)",C);

// A property whose name is a number.
T("o['0']=2; return J([Object.keys(o), o['0'], py('lambda o: len(o)')(o)])",'[["0"],2,1]',"{'0':1}");
T("o['0']=2; return py('lambda o: list(o)')(o)",[0],"{}");
T("o[0]=2; return py('lambda o: sorted(o.items())==[(0, 2)]')(o)",true,"{0:1}");
T("o['0']=7; return [o['0'], o[0], '0' in o, py('lambda o: getattr(o, \"0\")')(o)]",[7,7,true,7],"types.SimpleNamespace()");
T("o['0']=7; delete o['0']; return '0' in o",false,"types.SimpleNamespace()");
T("return [o[0], '0' in o]",[undefined,false],"P(1)");
T("o[0]=7; return o['0']",7,"(lambda: 0)");
T("o[0]=1",TypeError,"(1,2)");
// A write far beyond the end of what has no holes.
const wide = (code) => `try { ${code}; return 'done' } catch (e) { return [e.name, e.message.includes('py list'), o.length] }`;
T(wide("o[4294967294]=1"),["RangeError",true,3]);
T(wide("o.length=4294967295"),["RangeError",true,3]);
T(wide("o.length=2**53"),["RangeError",true,3]);
T("o[4000]=1; return o.length",4001);
// Refusals name operation, owner and type.
const refused = (code) => `try { ${code} } catch (e) { return e instanceof TypeError && /construct|new/.test(e.message) && e.message.includes('py function') }`;
T(refused("new o()"),true,"(lambda: 0)");
T(refused("Reflect.construct(o, [])"),true,"(lambda: 0)");
// Lone surrogates in messages.
T("try { o() } catch (e) { return e.message === 'a\\ud800b' }",true,"fails");
// The stack of an error has the calls of all languages.
py("def thrower(): raise ValueError('x')\ndef caller(f):\n  f()");
const stackOf = (body) => `function outer() { ${body} } try { outer() } catch (e) { return e.stack.split('\\n').map(l => (l.match(/at (thrower|caller|outer|inner)\\b.*:\\d+\\)/) ?? [])[1]).filter(l => l) }`;
// QuickJS names no file for what `new Function` makes.
globalThis.inners = [function inner() { py("thrower")() }, function inner() { throw new Error("y") }];
T(stackOf("o()"),["thrower","outer"],"thrower");
T(stackOf("o(inners[0])"),["thrower","inner","caller","outer"],"caller");
T(stackOf("o(inners[1])"),["inner","caller","outer"],"caller");
T(stackOf("(function inner() { throw new Error('y') })()"),["inner","outer"],"1");
T("try { o() } catch (e) { let was = e.stack; try { throw e } catch (f) { return f.stack === was } }",true,"thrower");
T("const e = new Error('z'); e.stack = 'mine'; return e.stack","mine","1");
T("return [Error.prototype.stack, Object.create(Error.prototype).stack]",[undefined,undefined],"1");
const A = async (code, work, want) => { let got; try { got = await work() } catch (error) { got = error } is(code, got, want) };
await A("await coroutine", async () => await py("co(5)"), 5);
await A("await a coroutine that sleeps", async () => await py("sl()"), 8);
await A("for await", async () => { const r = []; for await (const x of py("ag()")) r.push(x); return r }, [1, 2]);
await A("for await over a list", async () => { const r = []; for await (const x of py("[1,2]")) r.push(x); return r }, [1, 2]);
await A("await a coroutine that raises", async () => await py("bad()").catch((e) => e.name), "ZeroDivisionError");
await A("all of several", async () => await Promise.all([py("co(1)"), py("co(2)")]), [1, 2]);
await A("a promise of a list", async () => (await Promise.resolve(py("[1]"))).length, 1);
await A("a coroutine that awaits a promise", async () => await py("relay")(new Promise((keep) => Promise.resolve().then(() => keep(6)))), 7);
await A("a coroutine that awaits a rejection", async () => await py("relay")(Promise.reject(new RangeError("r"))).catch((e) => e.message), "r");
if (failed.length > 0) throw new Error(failed.join("\n"));
