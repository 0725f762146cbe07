# METADATA
# title: What looks like a secret
# description: |
#   Two signs: a name that says so (`DB_PASSWORD`) with a value that is one, and a value of a shape that only secrets have (a
#   vendor's token, a private key, a URL with a password). References to where a secret is kept are none.
package slipway.lib.secrets

# METADATA
# description: |
#   Shapes, each with the words of a message. Prefixes are those that the vendors publish for secret scanners.
shapes := {
	"an AWS access key": `(^|[^A-Za-z0-9])(AKIA|ASIA)[A-Z2-7]{16}($|[^A-Za-z0-9])`,
	"an Azure storage key": `AccountKey=[A-Za-z0-9+/]{40,}`,
	"an API key of Google": `AIza[0-9A-Za-z_-]{35}`,
	"an npm token": `npm_[A-Za-z0-9]{36}`,
	"a private key": `-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----`,
	"a PyPI token": `pypi-[A-Za-z0-9_-]{40,}`,
	"a SendGrid key": `SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}`,
	"a signed token (JWT)": `eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}`,
	"a Slack token": `xox[abeoprs]-[A-Za-z0-9-]{10,}`,
	"a Slack webhook": `hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{16,}`,
	"a Stripe key": `(^|[^A-Za-z0-9])[rs]k_live_[0-9A-Za-z]{16,}`,
	"a token of Docker Hub": `dckr_pat_[A-Za-z0-9_-]{20,}`,
	"a token of GitHub": `(gh[opsur]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22,})`,
	"a token of GitLab": `glpat-[A-Za-z0-9_-]{20,}`,
	"a Vault token": `(^|[^A-Za-z0-9])hv[bs]\.[A-Za-z0-9_-]{24,}`,
	"a URL with a password": `[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@"']*:[^\s/@"'$<{(%*]+@`,
	"a connection string with a password": `(?i)(^|[;&?\s"'])(password|pwd)=[^\s;&"'$<{(*%/]+`,
}

# METADATA
# description: What the value is by its shape; undefined where it has none. The alphabetically first where it has several.
shape(value) := sort([what | some what, pattern in shapes; regex.match(pattern, value)])[0] if is_string(value)

words := `(^|_)(passwords?|passwd|pwd|passphrase|secrets?|token|(access|api|auth|bearer|refresh)_tokens|api_?keys?|access_?keys?|private_?keys?|signing_?keys?|encryption_?keys?|credentials?)$`

# METADATA
# description: |
#   Whether a name says that its value is a secret: `DB_PASSWORD`, `db.password` and `dbPassword` do, `TOKEN_TTL` and
#   `PASSWORD_FILE` do not, for what follows the word says what the value is.
named_so(name) if {
	regex.match(words, snake(name))
	not regex.match(`(^|_)(existing|image_pull|pull)_secrets?$`, snake(name))
}

# METADATA
# description: |
#   Whether a value is the name of a Secret rather than what is in it: `TLS_SECRET: cart-tls`. Only where the name's last word is
#   secret, and the value is a name of Kubernetes' that says what it is of.
names_secret(name, value) if {
	regex.match(`(^|_)(secrets?|credentials?)$`, snake(name))
	regex.match(`^[a-z0-9]+(-[a-z0-9]+)+$`, value)
	regex.match(`(^|-)(secrets?|tls|certs?|creds?|credentials?|keys?|tokens?)(-|$)`, value)
}

snake(name) := lower(regex.replace(regex.replace(name, `([a-z0-9])([A-Z])`, "${1}_${2}"), `[.\s-]+`, "_"))

# METADATA
# description: |
#   Whether a value stands for a secret that is kept elsewhere or for none: empty, a switch, a variable or template to fill in, a
#   file's path, a reference to a secret store.
elsewhere(value) if lower(value) in {"", "true", "false", "yes", "no", "none", "null"}

elsewhere(value) if regex.match(`^\s*(\$\(|\$\{|\$\$?[A-Za-z_][A-Za-z0-9_.:-]*(\{[^}]*\})?$|!(vault|ENV|secret)\b|ENC[(\[]|\{cipher\}|<[^>]*>|\{\{|%[A-Z_]+%|\*+$|/|\.{1,2}/)`, value)

elsewhere(value) if {
	regex.match(`^(arn:aws|vault:|ref\+|op://|file://|gcp://|sm://|awssm://|azurekv://|https?://)`, value)
	not shape(value)
}

# METADATA
# description: |
#   Whether a value looks like random characters: at least 32 of base64's, capitals, small letters and digits among them, and at
#   least 18 different ones, so that words, paths, version numbers and hexadecimal digests don't.
random(value) if {
	is_string(value)
	regex.match(`^[A-Za-z0-9+/_-]{32,}={0,2}$`, value)
	every class in [`[A-Z]`, `[a-z]`, `[0-9]`] { regex.match(class, value) }
	count({character | some character in split(value, "")}) >= 18
	not regex.match(`^(/|sha256-|sha384-|sha512-)`, value)
}
