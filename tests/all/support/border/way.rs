//! Scalars on their way through the languages.

use arbitrary::{Arbitrary, Result, Unstructured};
use polytarget::Lang;

use super::{Case, Kits, Outcome, Scalar, lang};

/// Scalars, and the languages whose identity functions they go through.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    scalars: Vec<Scalar>,
    langs: Vec<Lang>,
}

impl<'a> Arbitrary<'a> for Way {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let length = bytes.int_in_range(1..=6)?;
        let langs = (0..length).map(|_| lang(bytes)).collect::<Result<_>>()?;
        let count = bytes.int_in_range(1..=8)?;
        Ok(Self { langs, scalars: (0..count).map(|_| bytes.arbitrary()).collect::<Result<_>>()? })
    }
}

impl Case for Way {
    fn check(&self, kits: &Kits<'_>) -> Outcome {
        for scalar in &self.scalars {
            let mut value = scalar.to_value();
            for lang in &self.langs {
                value = kits.call(*lang, "identity", &[&value])?;
            }
            let (came, wanted) = (format!("{value:?}"), scalar.form());
            if came != wanted {
                return Err(format!("{wanted} came as {came}"));
            }
        }
        Ok(())
    }
}
