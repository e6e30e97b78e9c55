//! OpenStack's description of clouds: `clouds.yaml`, `secure.yaml` with its secrets, and `clouds-public.yaml` with
//! profiles.

use std::path::PathBuf;
use std::rc::Rc;

use super::openstack::{self, Settings};
use super::source::{Discovered, Env, expand_home, without_version};
use super::yaml::Node;
use crate::error::{Error, Result};

const CLOUD: &str = "OS_CLOUD";
const FILE: &str = "OS_CLIENT_CONFIG_FILE";
const SECURE_FILE: &str = "OS_CLIENT_SECURE_FILE";
const SUFFIXES: &[&str] = &["yaml", "yml", "json"];

/// The profiles that openstacksdk includes, with the address of the identity service and the region.
const PROFILES: &[(&str, &str, &str)] = &[
    ("otc", "https://iam.{region_name}.otc.t-systems.com/v3", "eu-de"),
    ("otc-swiss", "https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3", "eu-ch2"),
];

/// Returns the cloud that `OS_CLOUD` names, or the only one. The environment selects the region.
pub(super) fn read(env: &Env<'_>, region: Option<&str>) -> Result<Discovered> {
    let wanted = env.value(&[CLOUD]);
    let file = open(env, Some(FILE), "clouds")?;
    let secure = open(env, Some(SECURE_FILE), "secure")?;
    let (path, root) = match (file, secure) {
        (Some((path, file)), Some((_, secure))) => (path, file.with(&secure)),
        (Some(found), None) | (None, Some(found)) => found,
        (None, None) => return absent(env, wanted),
    };
    let shown = path.display();
    let clouds = match root.get("clouds") {
        Some(clouds) => clouds.map("clouds")?.entries(),
        None if root.is_null() || root.keys().any(|(key, _)| key == "clouds") => &[],
        None => return Err(root.wrong("clouds", "the key is missing; write the clouds below it")),
    };
    let names = || clouds.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
    let (name, cloud) = match (wanted, clouds) {
        (Some(wanted), _) => clouds.iter().find(|(name, _)| *name == wanted).ok_or_else(|| {
            let has = if clouds.is_empty() { "none".to_owned() } else { names() };
            Error::configuration(format!("unknown cloud `{wanted}` ({CLOUD}): {shown} has {has}"))
        })?,
        (None, []) => return Ok(Discovered::default()),
        (None, [cloud]) => cloud,
        (None, _) => {
            let message = format!("{shown} has several clouds: {}; select one with {CLOUD}", names());
            return Err(Error::configuration(message));
        }
    };
    cloud.map(name)?;
    let cloud = with_profile(env, cloud)?;
    let (cloud, region) = with_region(&cloud, region)?;
    Cloud { node: cloud, source: format!("the cloud `{name}` of {shown}") }.found(env, region)
}

fn absent(env: &Env<'_>, wanted: Option<String>) -> Result<Discovered> {
    let Some(cloud) = wanted else { return Ok(Discovered::default()) };
    let folders: Vec<_> = folders(env).iter().map(|folder| folder.display().to_string()).collect();
    Err(Error::configuration(format!(
        "{CLOUD} names the cloud `{cloud}`, but there is no `clouds.yaml` in {}; write one, or name it with {FILE}",
        folders.join(", ")
    )))
}

/// Returns the cloud merged with the profile that it names.
fn with_profile(env: &Env<'_>, cloud: &Rc<Node>) -> Result<Rc<Node>> {
    let Some(node) = cloud.get("profile").or_else(|| cloud.get("cloud")) else { return Ok(Rc::clone(cloud)) };
    let name = node.text("profile")?;
    if let Some((_, file)) = open(env, None, "clouds-public")?
        && let Some(profiles) = file.get("public_clouds")
        && let Some((_, profile)) = profiles.map("public-clouds")?.entries().iter().find(|(known, _)| known == name)
    {
        return Ok(profile.with(cloud));
    }
    if let Some((_, auth_url, region)) = PROFILES.iter().find(|(known, ..)| *known == name) {
        let text = format!("auth: {{ auth_url: '{auth_url}' }}\nregions: [{region}]\n");
        return Ok(Node::parse(&PathBuf::from(name), &text)?.with(cloud));
    }
    let has_address = cloud.get("auth").is_some_and(|auth| auth.get("auth_url").is_some());
    if has_address || cloud.get("region_name").is_some() {
        return Ok(Rc::clone(cloud));
    }
    let rule = format!("unknown profile `{name}`; known are otc, otc-swiss, and those of `clouds-public.yaml`");
    Err(node.wrong("profile", &rule))
}

/// Returns the cloud merged with the values of its region, and that region.
fn with_region(cloud: &Rc<Node>, wanted: Option<&str>) -> Result<(Rc<Node>, Option<String>)> {
    // A cloud's own region takes precedence over the regions of its profile.
    if let Some(node) = cloud.get("region_name") {
        let first = match node.list() {
            Some(nodes) => nodes.first().map_or(Ok(""), |node| node.text("region_name"))?,
            None => node.text("region_name")?.split(',').next().unwrap_or_default(),
        };
        let region = wanted.unwrap_or(first.trim());
        return Ok((Rc::clone(cloud), Some(region.to_owned()).filter(|region| !region.is_empty())));
    }
    let Some(node) = cloud.get("regions") else { return Ok((Rc::clone(cloud), wanted.map(str::to_owned))) };
    let regions = node.list().ok_or_else(|| node.wrong("regions", "it must be a list"))?;
    let mut names = Vec::new();
    for region in regions {
        let name = match region.get("name") {
            Some(name) => name.text("regions.name")?,
            None => region.text("regions")?,
        };
        names.push(name);
        if wanted.is_none_or(|wanted| wanted == name) {
            let cloud = match region.get("values") {
                Some(values) => cloud.with(values),
                None => Rc::clone(cloud),
            };
            return Ok((cloud, Some(name.to_owned())));
        }
    }
    match wanted {
        Some(wanted) => Err(node.wrong("regions", &format!("`{wanted}` is not one of {}", names.join(", ")))),
        None => Ok((Rc::clone(cloud), None)),
    }
}

/// The selected cloud, after all merges.
struct Cloud {
    node: Rc<Node>,
    source: String,
}

/// Keys of `auth` that are used, in addition to those of the credentials.
const OTHER_KEYS: &[&[&str]] = &[openstack::AUTH_URL, openstack::PROJECT_ID, openstack::PROJECT_NAME];

const AUTH_KEYS: &[&[&str]] = &[
    openstack::ACCESS_KEY,
    openstack::SECRET_KEY,
    openstack::SECURITY_TOKEN,
    openstack::TOKEN,
    openstack::USER_ID,
    openstack::USER,
    openstack::PASSWORD,
    openstack::USER_DOMAIN_ID,
    openstack::USER_DOMAIN_NAME,
    openstack::PROJECT_DOMAIN_ID,
    openstack::PROJECT_DOMAIN_NAME,
    openstack::CREDENTIAL_ID,
    openstack::CREDENTIAL_NAME,
    openstack::CREDENTIAL_SECRET,
];

impl Settings for Cloud {
    /// Keys of `auth` may also be written next to it. For domains, projects and tokens, those take precedence.
    fn get(&self, key: &str) -> Result<Option<String>> {
        let name = self.name(key);
        let inner = self.node.get("auth").and_then(|auth| auth.get(key));
        let outer = self.node.get(key);
        let prefers_outer = key.contains("domain") || key.contains("project") || key.contains("token");
        let (one, other) = if prefers_outer { (outer, inner) } else { (inner, outer) };
        for node in one.into_iter().chain(other) {
            let text = node.text(&name)?;
            if !text.is_empty() {
                return Ok(Some(text.to_owned()));
            }
        }
        Ok(None)
    }

    fn name(&self, key: &str) -> String {
        if key.starts_with("auth_t") || key.starts_with("auth_p") { key.to_owned() } else { format!("auth.{key}") }
    }

    fn source(&self) -> String {
        self.source.clone()
    }
}

impl Cloud {
    fn found(&self, env: &Env<'_>, region: Option<String>) -> Result<Discovered> {
        self.check_keys()?;
        let credentials = match openstack::credentials(self)? {
            Some(credentials) => credentials,
            None => return Err(openstack::missing(self, &[openstack::USER, openstack::PASSWORD])),
        };
        let address = openstack::first(self, openstack::AUTH_URL)?;
        let address = address.map(|url| url.replace("{region_name}", region.as_deref().unwrap_or_default()));
        // Keys of OpenStack are in snake_case.
        let service = env.service.replace('-', "_");
        let text = |key: &str| self.node.get(key).map(|node| node.text(key)).transpose();
        Ok(Discovered {
            credentials: Some(credentials),
            project_id: openstack::first(self, openstack::PROJECT_ID)?,
            project_name: openstack::first(self, openstack::PROJECT_NAME)?,
            endpoint: text(&format!("{service}_endpoint_override"))?
                .or(text(&format!("{service}_endpoint"))?)
                .map(str::to_owned),
            iam_endpoint: address.map(|address| without_version(&address)),
            region,
            root: self.root(env)?,
            is_unverified: self.is_unverified()?,
            ..Discovered::default()
        })
    }

    /// A misspelled key would silently select another project or user.
    fn check_keys(&self) -> Result<()> {
        let Some(auth) = self.node.get("auth") else { return Ok(()) };
        let known = || AUTH_KEYS.iter().chain(OTHER_KEYS).flat_map(|keys| keys.iter());
        for (key, node) in auth.map("auth")?.keys() {
            if !known().any(|known| *known == key) && !node.is_null() {
                let rule = "the key is unknown or not supported; correct or remove it";
                return Err(node.wrong(&format!("auth.{key}"), rule));
            }
        }
        match self.node.get("cert") {
            Some(node) => Err(node
                .wrong("cert", "client certificates are not supported here; set `client_certificate` on the builder")),
            None => Ok(()),
        }
    }

    fn root(&self, env: &Env<'_>) -> Result<Option<Vec<u8>>> {
        let Some(node) = self.node.get("cacert") else { return Ok(None) };
        let path = expand_home(env, node.text("cacert")?);
        match env.file(&path)? {
            Some(pem) => Ok(Some(pem.into_bytes())),
            None => Err(node.wrong("cacert", &format!("the file {} does not exist", path.display()))),
        }
    }

    fn is_unverified(&self) -> Result<bool> {
        let boolean = |key: &str| self.node.get(key).map(|node| node.boolean(key)).transpose();
        Ok(boolean("insecure")?.unwrap_or(false) || !boolean("verify")?.unwrap_or(true))
    }
}

/// Returns the file that a variable names, or the first of its name in one of the usual folders.
fn open(env: &Env<'_>, variable: Option<&str>, name: &str) -> Result<Option<(PathBuf, Rc<Node>)>> {
    let named = variable.and_then(|variable| Some((variable, PathBuf::from(env.value(&[variable])?))));
    let usual = folders(env);
    let usual = usual.iter().flat_map(|folder| SUFFIXES.iter().map(|suffix| folder.join(format!("{name}.{suffix}"))));
    let places: Vec<_> = named.iter().map(|(_, path)| path.clone()).chain(usual).collect();
    for (index, path) in places.into_iter().enumerate() {
        match (env.file(&path)?, &named) {
            (Some(text), _) => {
                let root = Node::parse(&path, &text)?;
                root.map("clouds")?;
                return Ok(Some((path, root)));
            }
            (None, Some((variable, path))) if index == 0 => {
                let message = format!("{variable} names the file {}, which does not exist", path.display());
                return Err(Error::configuration(message));
            }
            (None, _) => {}
        }
    }
    Ok(None)
}

/// Returns the folders of OpenStack's files, starting with the working folder.
pub(super) fn folders(env: &Env<'_>) -> Vec<PathBuf> {
    let folder = |variable: &str, below: &str| env.value(&[variable]).map(|path| PathBuf::from(path).join(below));
    let home = |below: &str| env.home().map(|home| home.join(below));
    let mut folders = vec![Some(PathBuf::from(".")), folder("XDG_CONFIG_HOME", "openstack")];
    if cfg!(target_os = "macos") {
        folders.push(home("Library/Application Support/openstack"));
    }
    if cfg!(windows) {
        folders.push(folder("LOCALAPPDATA", "OpenStack/openstack"));
    }
    folders.extend([home(".config/openstack"), Some(PathBuf::from("/etc/openstack"))]);
    folders.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::super::chain::tests::result_text;

    const FILE: &str = "/home/me/.config/openstack/clouds.yaml";
    const HOME: (&str, &str) = ("HOME", "/home/me");
    const OTC: (&str, &str) = ("OS_CLOUD", "otc");

    /// Returns the text of what is found for the cloud `otc` of a file.
    fn otc(text: &str) -> String {
        result_text(&[HOME, OTC], &[(FILE, text)])
    }

    const USER: &str = "username: alice, user_domain_name: d, password: canary";

    #[test]
    fn merge_keys_and_anchors_are_applied() {
        let found = otc("base: &base\n  region_name: eu-de\n  auth: &auth {username: alice, user_domain_name: d, \
             password: canary}\nclouds:\n  otc:\n    <<: *base\n    region_name: eu-nl\n    auth: {<<: [*auth], \
             username: bob, project_id: p}\n");
        for part in [r#"Name("bob", Name("d"))"#, r#"region: Some("eu-nl")"#, r#"project_id: Some("p")"#] {
            assert!(found.contains(part), "{found}");
        }
        assert_eq!(otc("clouds: {otc: {<<: text}}"), format!("invalid `<<` in {FILE}:1: it must name mappings"));
    }

    #[test]
    fn numbers_are_texts_without_loss() {
        for number in
            ["12345e67", "0123", "1_000", "123456789012345678901234567890", "1.10", "0x1f", "true", "2026-01-01"]
        {
            let found = otc(&format!("clouds: {{otc: {{auth: {{{USER}, project_id: {number}}}}}}}"));
            assert!(found.contains(&format!("project_id: Some({number:?})")), "{found}");
        }
        let found = otc("clouds: {otc: {auth: {username: 7, user_domain_id: 08, password: 12345678}}}");
        assert!(found.contains(r#"Name("7", Id("08"))"#) && !found.contains("12345678"), "{found}");
    }

    #[test]
    fn secrets_may_be_in_a_file_of_their_own() {
        let clouds = (FILE, "clouds: {otc: {auth: {username: alice, user_domain_name: d}}}");
        let secure = ("/etc/openstack/secure.yml", "clouds: {otc: {auth: {password: canary}}}");
        assert!(result_text(&[HOME, OTC], &[clouds, secure]).contains("alice"));
        assert_eq!(
            result_text(&[HOME, OTC], &[clouds]),
            format!("incomplete credentials in the cloud `otc` of {FILE}: set auth.password")
        );
        let named = ("OS_CLIENT_SECURE_FILE", "/secure.yaml");
        assert_eq!(
            result_text(&[HOME, OTC, named], &[clouds]),
            "OS_CLIENT_SECURE_FILE names the file /secure.yaml, which does not exist"
        );
    }

    #[test]
    fn files_have_any_of_their_names_and_folders() {
        let text = format!("\u{feff}clouds: {{otc: {{auth: {{{USER}}}}}}}");
        for (variables, path) in [
            (&[HOME, OTC][..], "/home/me/.config/openstack/clouds.yml"),
            (&[HOME, OTC], "./clouds.yaml"),
            (&[HOME], "/etc/openstack/clouds.json"),
            (&[("XDG_CONFIG_HOME", "/config"), OTC], "/config/openstack/clouds.yaml"),
            (&[("OS_CLIENT_CONFIG_FILE", "/mine"), OTC], "/mine"),
        ] {
            assert!(result_text(variables, &[(path, &text)]).contains("alice"), "{path}");
        }
    }

    #[test]
    fn a_selected_cloud_takes_precedence_over_variables_and_other_files() {
        let variables = [
            HOME,
            OTC,
            ("OS_USERNAME", "bob"),
            ("OS_PASSWORD", "canary"),
            ("OS_USER_DOMAIN_NAME", "d"),
            ("OS_AUTH_URL", "https://elsewhere.example.com"),
        ];
        let text = format!("clouds: {{otc: {{auth: {{{USER}, auth_url: 'https://iam.example.com/v3'}}}}}}");
        let vendor = ("/home/me/.huaweicloud/credentials", "[basic]\nak = other\nsk = canary\n");
        let found = result_text(&variables, &[(FILE, &text), vendor]);
        assert!(found.contains("alice") && found.contains("iam.example.com"), "{found}");
        assert!(!found.contains("bob") && !found.contains("elsewhere"), "{found}");
    }

    #[test]
    fn all_authentication_types_are_read() {
        for (cloud, expected) in [
            ("auth: {ak: a1, sk: canary}", "AkSk"),
            ("auth: {token: '', username: alice, user_domain_name: d, password: canary}", "Password"),
            ("auth: {token: canary, username: alice, user_domain_name: d, password: canary}", "Password"),
            ("auth_type: token, auth: {token: canary, username: alice}", "Token"),
            ("auth: {auth_token: canary}", "Token"),
            ("auth: {user_id: u1, password: canary}", r#"Password(Id("u1"))"#),
            ("auth: {user-id: u1, password: canary}", r#"Password(Id("u1"))"#),
            ("user_id: u1, auth: {password: canary}", r#"Password(Id("u1"))"#),
            ("auth: {username: alice, user_domain_id: 5, password: canary}", r#"Name("alice", Id("5"))"#),
            ("domain_name: d, auth: {username: alice, password: canary}", r#"Name("alice", Name("d"))"#),
            (
                "auth_type: v3applicationcredential, auth: {application_credential_id: 1e5, application_credential_secret: \
                 canary}",
                r#"ApplicationCredential(Id("1e5"))"#,
            ),
            (
                "auth_type: v3applicationcredential, auth: {application_credential_name: robot, user_id: u1, \
                 application_credential_secret: canary}",
                r#"ApplicationCredential(Name("robot", Id("u1")))"#,
            ),
        ] {
            let found = otc(&format!("clouds: {{otc: {{{cloud}}}}}"));
            assert!(found.contains(expected), "{cloud}: {found}");
        }
    }

    #[test]
    fn profiles_and_regions_complete_a_cloud() {
        let cloud = |cloud: &str| format!("clouds: {{otc: {{{cloud}, auth: {{{USER}}}}}}}");
        let regions = "regions: [eu-nl, {name: eu-de, values: {auth: {project_id: p}}}]";
        for (text, variables, parts) in [
            ("profile: otc", &[HOME, OTC][..], &["eu-de", "https://iam.eu-de.otc.t-systems.com\""][..]),
            ("profile: otc, region_name: eu-nl", &[HOME, OTC], &["https://iam.eu-nl.otc.t-systems.com\""]),
            (regions, &[HOME, OTC], &[r#"region: Some("eu-nl")"#, "project_id: None"]),
            (regions, &[HOME, OTC, ("OS_REGION_NAME", "eu-de")], &[r#"region: Some("eu-de")"#, r#"Some("p")"#]),
            ("region_name: [eu-nl, eu-de]", &[HOME, OTC], &[r#"region: Some("eu-nl")"#]),
        ] {
            let found = result_text(variables, &[(FILE, &cloud(text))]);
            assert!(parts.iter().all(|part| found.contains(part)), "{text}: {found}");
        }
        let public = ("/etc/openstack/clouds-public.yaml", "public-clouds: {own: {auth: {auth_url: https://iam.own}}}");
        let found = result_text(&[HOME, OTC], &[(FILE, &cloud("profile: own")), public]);
        assert!(found.contains("https://iam.own"), "{found}");
    }

    #[test]
    fn certificates_are_read_and_verification_can_be_switched_off() {
        let cloud = |cloud: &str| format!("clouds: {{otc: {{{cloud}, auth: {{{USER}}}}}}}");
        let pem = ("/home/me/ca.pem", "PEM");
        let found = result_text(&[HOME, OTC], &[(FILE, &cloud("cacert: ~/ca.pem")), pem]);
        assert!(found.contains("root: Some([80, 69, 77]), is_unverified: false"), "{found}");
        for off in ["verify: false", "verify: no", "insecure: true"] {
            assert!(otc(&cloud(off)).contains("is_unverified: true"), "{off}");
        }
        assert!(otc(&cloud("verify: true")).contains("is_unverified: false"));
        assert_eq!(
            otc(&cloud("cacert: /none.pem")),
            format!("invalid `cacert` in {FILE}:1: the file /none.pem does not exist")
        );
    }

    #[test]
    fn keys_of_other_services_are_ignored() {
        let text = format!(
            "cache: {{expiration: {{server: 5}}}}\nclouds: {{otc: {{auth: {{{USER}}}, compute_api_version: 2.1, networks: \
             [{{name: x}}], identity_api_version: 3, interface: public, vendor_hook: 'a:b'}}}}"
        );
        assert!(otc(&text).contains("alice"));
    }

    #[test]
    fn invalid_files_are_errors_with_their_positions() {
        for (text, expected) in [
            ("clouds: [", "invalid YAML in FILE:2:1: correct the file"),
            ("clouds: {otc: {}}\n---\nclouds: {}", "invalid YAML in FILE:2: the file must have one document"),
            ("clouds:\n  otc: {}\n  otc: {}\n", "invalid YAML in FILE:3: duplicate key `otc`; keep one of them"),
            ("clouds: &a {otc: *a}", "invalid YAML in FILE:1: an alias must name an anchor that is complete"),
            ("clouds: [otc]", "invalid `clouds` in FILE:1: it must be a mapping"),
            ("- otc", "invalid `clouds` in FILE:1: it must be a mapping"),
            ("cloud: {}", "invalid `clouds` in FILE:1: the key is missing; write the clouds below it"),
            ("clouds: {otc: text}", "invalid `otc` in FILE:1: it must be a mapping"),
            ("clouds:\n  otc:\n    auth: text", "invalid `auth` in FILE:3: it must be a mapping"),
            (
                "clouds:\n  otc:\n    auth:\n      username: [canary]\n",
                "invalid `auth.username` in FILE:4: it must be a text or a number",
            ),
            (
                "clouds:\n  otc:\n    auth: {user_id: u, password: canary,\n      project_nam: p}\n",
                "invalid `auth.project_nam` in FILE:4: the key is unknown or not supported; correct or remove it",
            ),
            (
                "clouds: {otc: {auth: {user_id: u, password: canary}, verify: maybe}}",
                "invalid `verify` in FILE:1: it must be `true` or `false`",
            ),
            (
                "clouds: {otc: {auth: {user_id: u, password: canary}, regions: eu-de}}",
                "invalid `regions` in FILE:1: it must be a list",
            ),
            (
                "clouds: {otc: {profile: nobody, auth: {user_id: u, password: canary}}}",
                "invalid `profile` in FILE:1: unknown profile `nobody`; known are otc, otc-swiss, and those of \
                 `clouds-public.yaml`",
            ),
            (
                "clouds: {otc: {auth_type: v3totp, auth: {user_id: u}}}",
                "unsupported auth_type in the cloud `otc` of FILE: `v3totp` is not one of password, v3password, token, \
                 v3token, v3applicationcredential; use one of them, or a `CredentialsProvider`",
            ),
            (
                "clouds: {otc: {auth: {}}}",
                "incomplete credentials in the cloud `otc` of FILE: set auth.username and auth.password",
            ),
            ("clouds: {a: {}, b: {}}", "unknown cloud `otc` (OS_CLOUD): FILE has a, b"),
            ("", "unknown cloud `otc` (OS_CLOUD): FILE has none"),
        ] {
            assert_eq!(otc(text), expected.replace("FILE", FILE), "{text}");
        }
        let several = result_text(&[HOME], &[(FILE, "clouds: {a: {}, b: {}}")]);
        assert_eq!(several, format!("{FILE} has several clouds: a, b; select one with OS_CLOUD"));
        assert_eq!(
            result_text(&[HOME, OTC], &[]),
            "OS_CLOUD names the cloud `otc`, but there is no `clouds.yaml` in ., /home/me/.config/openstack, \
             /etc/openstack; write one, or name it with OS_CLIENT_CONFIG_FILE"
        );
    }
}
