//! Arrays of NumPy's, where it is installed: it is in what `setup.sh` sets up, and nothing else needs it.

use polytarget::Lang;

use super::{check_js, make, run};
use crate::support::on_host;

/// Makes an array in Python and says what JavaScript sees of it, or why it refuses.
#[test]
fn each_kind_of_numpy_array_is_shared_or_refused_with_a_reason() {
    const ORDER: &str = "BufferError: the memory of py ndarray does not lie in one piece; copy it first, e.g. with \
         numpy.ascontiguousarray(o) or o.copy()";
    const ALIGNED: &str = "BufferError: the memory of py ndarray is not aligned; copy it first, e.g. with o.copy()";
    let format = |code: &str| {
        format!(
            "BufferError: the memory of py ndarray has items of format `{code}`, for which there is no typed array; \
             polytarget.buffer(o) has its bytes, and polytarget.toNative(o) copies it"
        )
    };
    let cases = [
        ("np.arange(3.0)", "Float64Array 3 [undefined]".to_owned()),
        ("np.arange(6, dtype='i4').reshape(2, 3)", "Int32Array 6 [2,3]".to_owned()),
        ("np.arange(6, dtype='i8')[2:]", "BigInt64Array 4 [undefined]".to_owned()),
        ("np.zeros(3, 'f2')", "Float16Array 3 [undefined]".to_owned()),
        ("np.zeros(3, bool)", "Uint8Array 3 [undefined]".to_owned()),
        ("np.array(5.0)", "Float64Array 1 []".to_owned()),
        ("np.zeros(0)", "Float64Array 0 [undefined]".to_owned()),
        ("np.zeros((3, 0))", "Float64Array 0 [3,0]".to_owned()),
        ("np.zeros((2, 4))[:, ::2]", ORDER.to_owned()),
        ("np.zeros(4)[::-1]", ORDER.to_owned()),
        ("np.zeros((2, 3), order='F')", ORDER.to_owned()),
        ("np.frombuffer(bytearray(17), 'u1')[1:].view('f8')", ALIGNED.to_owned()),
        ("np.zeros(3, '>f8')", format(">d")),
        ("np.zeros(3, complex)", format("Zd")),
        ("np.zeros(3, 'S4')", format("4s")),
        ("np.zeros(3, [('a', 'i4'), ('b', 'i4')])", format("T{i:a:i:b:}")),
        ("np.zeros(2, 'M8[s]')", "ValueError: cannot include dtype 'M' in a buffer".to_owned()),
        ("np.zeros(2, 'M8[s]').view('i8')", "BigInt64Array 2 [undefined]".to_owned()),
        (
            "np.zeros(3, object)",
            "BufferError: memory whose items are references (format `O`) cannot be lent".to_owned(),
        ),
    ];
    on_host(move |host| {
        if run(host, Lang::Py, "import numpy").is_err() {
            return;
        }
        let show = "(o) => { const v = polytarget.view(o); return `${v.constructor.name} ${v.length} [${v.shape}]` }";
        for (array, expect) in &cases {
            check_js(host, &format!("import numpy as np; {array}"), show, expect);
        }
        let swapped = "(o) => new DataView(polytarget.buffer(o)).getFloat64(8)";
        check_js(host, "import numpy as np; np.array([1, 2.5], '>f8')", swapped, "Float(2.5)");
        let fixed = "import numpy as np; a = np.arange(3.0); a.flags.writeable = False; a";
        check_js(host, fixed, "(o) => { const v = polytarget.view(o); v[0] = 9; return v.join() }", "0,1,2");
    });
}

#[test]
fn numpy_computes_on_typed_arrays_in_place() {
    on_host(|host| {
        if run(host, Lang::Py, "import numpy").is_err() {
            return;
        }
        let array = make(host, Lang::Js, "globalThis.shared = new Float64Array([1, 2, 3]); shared");
        let square = "import numpy as np\ndef square(o):\n    a = np.asarray(o)\n    np.square(a, out=a)\n    \
            return f'{a.dtype} {a.flags.writeable} {a.sum()} {np.frombuffer(o, \"u1\").size}'\nsquare";
        let said = make(host, Lang::Py, square).call(&[array.into()]).unwrap();
        assert_eq!(said.to_string(), "float64 True 14.0 24");
        assert_eq!(run(host, Lang::Js, "shared.join()").unwrap().to_string(), "1,4,9");
    });
}
