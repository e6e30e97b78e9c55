//! gen-progenitor STYLE SPEC OUT.rs   (STYLE: positional | builder)
use progenitor::{GenerationSettings, Generator, InterfaceStyle};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, style, spec, out] = args.as_slice() else {
        return Err("usage: gen-progenitor positional|builder SPEC OUT.rs".into());
    };
    let text = std::fs::read_to_string(spec)?;
    let api: openapiv3::OpenAPI = serde_json::from_str(&text)?;
    let mut settings = GenerationSettings::default();
    settings.with_interface(match style.as_str() {
        "positional" => InterfaceStyle::Positional,
        "builder" => InterfaceStyle::Builder,
        other => return Err(format!("unknown style {other}").into()),
    });
    let tokens = Generator::new(&settings).generate_tokens(&api)?;
    std::fs::write(out, prettyplease::unparse(&syn::parse2(tokens)?))?;
    Ok(())
}
