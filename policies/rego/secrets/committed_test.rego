package slipway.rules.secrets.committed_test

import data.slipway.rules.secrets.committed

secret(fields) := object.union({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}}, fields)

test_denies_values_written_out if {
	committed.deny == {{
		"msg": `the Secret has the value of "password" written out`,
		"path": ["stringData", "password"],
	}} with input as secret({"stringData": {"password": "tiger"}})
	committed.deny == {{
		"msg": `the Secret has the value of "password" written out`,
		"path": ["data", "password"],
	}} with input as secret({"data": {"password": "dGlnZXI="}})
}

test_denies_what_can_not_be_read if {
	every value in [5, "not base64!", ["x"]] {
		found := committed.deny with input as secret({"data": {"password": value}})
		count(found) == 1
	}
}

test_denies_what_only_says_that_it_is_encrypted if {
	every sops in [null, {}, "x", 5] {
		found := committed.deny with input as secret({"sops": sops, "data": {"password": "dGlnZXI="}})
		count(found) == 1
	}
}

test_denies_how_to_get_in_of_argo_cds_secrets if {
	committed.deny == {{
		"msg": `the Secret has the value of "password" written out`,
		"path": ["stringData", "password"],
	}} with input as secret({
		"metadata": {"labels": {"argocd.argoproj.io/secret-type": "repository"}},
		"stringData": {
			"enableLfs": "1", "enableOCI": "1", "forceHttpBasicAuth": "1", "insecure": "1", "name": "shop", "namespaces": "a",
			"password": "tiger", "project": "shop", "proxy": "p", "server": "s", "shard": "1", "type": "git", "url": "git.example.com",
		},
	})
}

test_denies_the_same_keys_elsewhere if {
	found := committed.deny with input as secret({"stringData": {"url": "git.example.com"}})
	count(found) == 1
}

test_allows_references_empty_values_and_none if {
	every fields in [
		{"stringData": {"password": "<path:secret/data/db#password>"}}, {"data": {"password": ""}}, {"data": {"password": null}},
		{"data": {"password": base64.encode("${PASSWORD}")}}, {"data": {}}, {"data": null}, {"stringData": 5}, {},
		{"type": "kubernetes.io/service-account-token"},
	] {
		committed.deny == set() with input as secret(fields)
	}
}

test_allows_what_sops_encrypted if {
	committed.deny == set() with input as secret({"sops": {"mac": "ENC[x]"}, "data": {"password": "ENC[AES256_GCM,data:x]"}})
}

test_allows_certificates_without_their_key if {
	committed.deny == set() with input as secret({"data": {"ca.crt": "dGlnZXI=", "tls.crt": "dGlnZXI="}})
	found := committed.deny with input as secret({"data": {"tls.crt": "dGlnZXI=", "tls.key": "dGlnZXI="}})
	{finding.path | some finding in found} == {["data", "tls.key"]}
}

test_asks_secrets_only if {
	every other in [{"apiVersion": "example.org/v1"}, {"kind": "Other"}] {
		committed.deny == set() with input as object.union(secret({"stringData": {"password": "tiger"}}), other)
	}
}
