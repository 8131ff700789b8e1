#!/bin/sh
# Makes the certificates of this folder anew; see README.md.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

authority() { # name
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj "/CN=offhook $1" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign -keyout "$work/$1.key" -out "$work/$1.pem"
}

certificate() { # name issuer host from until
  openssl req -new -key key.pem -subj "/CN=offhook $1" -out "$work/$1.csr"
  : > "$work/index.txt"
  printf 'subjectAltName=%s\nbasicConstraints=CA:FALSE\n' "$3" > "$work/extensions"
  printf '[ca]\ndefault_ca=any\n[any]\ndatabase=%s\nnew_certs_dir=%s\nserial=%s\ndefault_md=sha256\npolicy=policy\n[policy]\ncommonName=supplied\n' \
    "$work/index.txt" "$work" "$work/serial" > "$work/ca.cnf"
  openssl ca -batch -notext -config "$work/ca.cnf" -cert "$work/$2.pem" -keyfile "$work/$2.key" -create_serial \
    -extfile "$work/extensions" -startdate "$4" -enddate "$5" -in "$work/$1.csr" -out "$1.pem"
}

here=IP:127.0.0.1,DNS:localhost
openssl ecparam -name prime256v1 -genkey -noout -out key.pem
authority trusted
authority unknown
cp "$work/trusted.pem" authority.pem
certificate valid trusted $here 20200101000000Z 21200101000000Z
certificate expired trusted $here 20010101000000Z 20020101000000Z
certificate not-yet-valid trusted $here 21190101000000Z 21200101000000Z
certificate wrong-host trusted DNS:elsewhere.example 20200101000000Z 21200101000000Z
certificate unknown-issuer unknown $here 20200101000000Z 21200101000000Z
openssl req -x509 -key key.pem -days 36500 -subj '/CN=offhook self-signed' -addext subjectAltName=$here -out self-signed.pem
