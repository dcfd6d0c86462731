/* test_hash.c - the hashes and PBKDF2, against what Python's hashlib and zlib say. */
#include "check.h"
#include "hash/hash.h"
#include "hash/pbkdf2.h"

static void to_hex(char *to, const u8 *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sprintf(to + 2 * i, "%02x", p[i]);
}

/* Byte i of a message of n bytes is 7 * i + n; lengths around the edges of blocks. */
static const struct { size_t size; const char *sum[5]; } messages[] = {
	{ 0, { "00000000", "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
	  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	  "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
	  "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e" } },
	{ 1, { "a505df1b", "55a54008ad1ba589aa210d2629c1df41", "bf8b4530d8d246dd74ac53a13471bba17941dff7",
	  "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a",
	  "7b54b66836c1fbdd13d2441d9e1434dc62ca677fb68f5fe66a464baadecdbd00"
	  "576f8d6b5ac3bcc80844b7d50b1cc6603444bbe7cfcf8fc0aa1ee3c636d9e339" } },
	{ 3, { "6d58af33", "c9aee4810523ef8658121b8d492c6b41", "4201de9f98cb0a9b8cf52398be7802b55d45266a",
	  "6ab0dba1f4f1dfbb37b4f9eeb092c09fca4900ad32bdcd147d8dde35d6c87c35",
	  "8853167ab14c043919981a6409307ef68b5b726f4b80dcab259daa24b7cabcb8"
	  "b4bbfd3e2e36ed98465059661f672e6529cdcc673e7eabfa78dd3186745b112a" } },
	{ 55, { "abadefa5", "f1289732253518750e22b62a571a1748", "63ac9708fb581dd150d3647549f9e0cb51dcf1df",
	  "81afe5b788dc2ce138ff83d9b20164db75a94d75d2b2432eea4a0ef605088c72",
	  "19910fbb344bf57448fff9ee9a58106f31e23a8a339aa91f8c31e8efd180595f"
	  "6aea94cf4abb7262b5d93e3d70efc38703ccc204e3a3b95faa54c503aceb3f62" } },
	{ 56, { "7c7d9a1a", "179e3b9fa272a23e2a8b32bde1015414", "5a0c4d0eb2f15e05bbbff6b8dada9ae767fc03f0",
	  "2aba54f0ac632420a2b502431408866e40e1d5e430df4cd822642c78ab2eb9c1",
	  "87fffcf68777e021d6068baeb18a877d98dd19c758435d1964f96d26865a0006"
	  "0a0f4493381d59414f483f38e72aaa8fc364fd0605a2aea92c709861e28b43c9" } },
	{ 63, { "bef0ca58", "dd785945d1d6b87eca0d276dbb8756fd", "d94ff3ad53f9b9327704b812ee9c1f3abbba3d48",
	  "733d3d4ee79ee67145bf73da13588f6f235d37414fc64b14a2f00f1762792f5e",
	  "a2df1363c3caa5f2744cb66cd03885632cd6fe8e8c9272976761c7eb2b0f4382"
	  "47a201902914ec616b3b38352efe6c3457a0e90b8e62ebf8ab99f9d92b8fb4db" } },
	{ 64, { "869618e4", "e3ab394ce4eb7da020a27d2e2443143c", "5f55a35e13f1865e7ffc22dca1275b1a49b0ff56",
	  "79322907b3e9d013d7dc2c2f256674dbf733045cde01df3539271c6f5605feb8",
	  "afba2b1a4441b2333a7f48688f7a6e3839312024bad590da5237c383821c3a9e"
	  "a75ffba852ccf5b85d87726128501dbd6b8073cbc85c091f293f683542c3ed9d" } },
	{ 65, { "a028eee2", "28a6b0f918d9aea03e979a1657d8d0f6", "d7f8931010f8342a97383e1410a58c47d057708b",
	  "d85c007c6eb440f085afa2b84f6f2bce4658b240e9f62cb1364bf0485a57e720",
	  "2cbdc26833af6d9d8d4175d4cf30278d4184810bfc30110fa796fb26b1fcded8"
	  "5f58847aabce07308851e81bdf4c7bd40a08a7f81a3570235e61175591bd4539" } },
	{ 111, { "e606ceb1", "d54c1b85b05a0800af2c6d01394f0421", "6f3940d34dd76944c03f3ba2825a385c92d8300e",
	  "b41ae5233b9ec35d8576a032034d2857b667a618c7038714d727d4dae3aa2525",
	  "df79e18538ec82120d0eb59f92ade93fc786e47b5c622121a065503708882f78"
	  "01fa4b115197504b74feb420ee58fb85718ab98a5bf461bf7f8897472c26be4d" } },
	{ 112, { "accd0448", "80ddd4569b593235048eb5e2cdc38c8d", "8968f10b24861960792c092aced440e6838b7c3a",
	  "0949563bc78e5ccd85603fa20368a33ed3d2da0141c8284a3b1515fe4683cdd7",
	  "d7377bc7047400daa33483946a6e2ec47609bc5f64b8309effd8d38b764b6ef2"
	  "50086511cc4cc9b4e5806613ecdf2a7b86ffcf0b9c88a571b869b32dfeca4b0a" } },
	{ 119, { "3b340dd9", "d49720530a386a3191eac0dc840dd1bd", "774001b5ad1f46b40c48e1b94cb092c593ead25b",
	  "6c87eedf096b345de205b702e5223b73b447a3207791ded3ea007ba15ed6736e",
	  "1efae71e30c3bdc6cde724788736a10053fe52f4ae1841dc25003aa000a35c1b"
	  "e915429404dc73719cee9945f55b816cc3390936885bd78ce11ec56721f12957" } },
	{ 120, { "af965949", "8a440004b569286a42c722295ce1c5a6", "6ebf3111dc761f11b13f29df0484848785385973",
	  "42500cf6a1e3936d6b9e0bcfe296d654b63255e525487d3634d0b15fde591c4d",
	  "ad2a8e4e76a1d9eeca549852ed03e8bda1590120cd1fabe7f7d6f0b211be0b1d"
	  "58b833091ead363c5c9564938efd45ec95830411e4a5c19de4d613dd10aad2e5" } },
	{ 127, { "93ea027b", "36d03458e8a745e61afcf02257826e12", "82d007f6e7e5672722c0717b6bea2ba6f17cd35c",
	  "68f6ff710276900c0ffbbc57426f67e00c2e01f0750c7edc25ac06b8ce7a8095",
	  "82b7fc0e1e5d1bb8e56e25cef83ba1205d3b3b44c9efacb33b11b13ffc47d150"
	  "2beb4b9cc885239d9a03a255757c582ee9aaa270c742f8bfd959228443704bf5" } },
	{ 128, { "ab4bf525", "52cc29caecfd9380a2261a80c58e6787", "0a44ac02432f6ead67d86fcb70a4d8ce589e50ec",
	  "489d55fea9a73af36b6dd0be7b4117d8e5683386d39544e8a44c99a87f368707",
	  "eb5119a4c3e176a3e0cb2bf8a6237bdc1e474f9f501f27c84284d2289b1ade3a"
	  "5a1913236a2b771e0f435f2a9b17792eb23eb92248a199f991228ff65de55d09" } },
	{ 129, { "c2e6a730", "0fa5eac15b498f879494809c74939fc7", "461b146c523c63566b8bf8852dc8462116cf2e3f",
	  "4e1556b2e9a50a3cc9478f3254727b01065f9ac5d2c3a8b4cd538ae7240bb87d",
	  "06e68bf71185b1fda1d64bc8dc221aeaa9040b40d202d6030f840940ff2e5300"
	  "56550e68bd5d7a68d6fcf910077cd5b6c0befa877a436ddae766dd278592d2b6" } },
	{ 1000, { "616d2259", "c3b2968d34e038455d14c8827156e193", "7461968a9edb9b418224f1acb305d2feeaa10ba5",
	  "6b0df76627243d095b0c4400cb658b7e804dd03461cc03aee8fc8fe0bcada168",
	  "5c9833a6b6d14cabd5256ae50e9217163760d44bafa40d2e0e64ee13a2b74ec3"
	  "f10d965a04c7381d12383c59ee449c75241303eb3806dcf1d8ca0c566fe1ed6a" } },
};
static const char *const kinds[] = { "crc32", "MD5", "sha1", "Sha256", "sha512" };

static void known_sums(void **state)
{
	(void)state;
	for (unsigned m = 0; m < COUNT(messages); m++) {
		u8 text[1000], result[HASH_SIZE];
		size_t size = messages[m].size;
		char hex[2 * HASH_SIZE + 1];
		struct hash h;

		for (size_t i = 0; i < size; i++)
			text[i] = (u8)(7 * i + size);
		for (unsigned k = 0; k < COUNT(kinds); k++) {
			memset(&h, 0xaa, sizeof h);
			hash_start(&h, hash_find(kinds[k]));
			hash_add(&h, text, size);
			hash_end(&h, result);
			to_hex(hex, result, h.kind->size);
			assert_string_equal(hex, messages[m].sum[k]);
		}
	}
}

static void pieces_make_no_difference(void **state)
{
	u8 text[1000], whole[HASH_SIZE], parts[HASH_SIZE];
	u32 seed = 1;

	(void)state;
	memset(text, 'x', sizeof text);
	for (unsigned k = 0; k < COUNT(kinds); k++) {
		const struct hash_kind *kind = hash_find(kinds[k]);
		struct hash h;

		hash_start(&h, kind);
		hash_add(&h, text, sizeof text);
		hash_end(&h, whole);
		for (unsigned round = 0; round < 50; round++) {
			hash_start(&h, kind);
			for (size_t at = 0, n; at < sizeof text; at += n) {
				seed = seed * 1664525 + 1013904223;
				n = MIN(seed >> 24, sizeof text - at);
				hash_add(&h, text + at, n);
			}
			hash_end(&h, parts);
			assert_memory_equal(whole, parts, kind->size);
		}
	}
}

static void other_names(void **state)
{
	(void)state;
	assert_null(hash_find("sha"));
	assert_null(hash_find("sha2561"));
	assert_null(hash_find(""));
	assert_ptr_equal(hash_find("sha512"), HASH_SHA512);
}

/* Made with hashlib.pbkdf2_hmac("sha512", ...). */
static const struct { const char *password, *salt; u32 rounds; const char *key; } keys[] = {
	{ "password",
	  "salt", 1,
	  "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252"
	  "c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce" },
	{ "password",
	  "salt", 2,
	  "e1d9c16aa681708a45f5c7c4e215ceb66e011a2e9f0040713f18aefdb866d53c"
	  "f76cab2868a39b9f7840edce4fef5a82be67335c77a6068e04112754f27ccf4e" },
	{ "password",
	  "salt", 4096,
	  "d197b1b33db0143e018b12f3d1d1479e6cdebdcc97c5c0f87f6902e072f457b5"
	  "143f30602641b3d55cd335988cb36b84376060ecd532e039b742a239434af2d5" },
	{ "passwordPASSWORDpassword",
	  "saltSALTsaltSALTsaltSALTsaltSALTsalt", 1000,
	  "0e28f3efa802a2f0cd3b4ace5e3d9afadb7c2dccc5ef10eedb8a6564dfb0c9a6"
	  "3b6f46b1e150587b9fe7875cfaf999d00b454bb7d74295c60df1bbe5f8f36da1" },
	{ "",
	  "x", 3,
	  "b4e68f5b95dadd04b4ee92f66e35a1d71bd931a94f5395aa3ece9af375a39a14"
	  "db855d8cbee4f354e061a4fccfa87b5265ec56d349ca0bedeff1ae1f6200848d" },
	{ "ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp",
	  "ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss", 2,
	  "ee042625b9ca178ae5df905dfe80e5885f57d21c7a16069b71b217c7ed28cf5e"
	  "7830f9fedfc26fefb47228af4c09a014aa6d4d15587e8ad00d6a329b8faaf815" },
};

static void known_keys(void **state)
{
	(void)state;
	for (unsigned i = 0; i < COUNT(keys); i++) {
		char password[PBKDF2_PASSWORD] = { 0 }, hex[2 * PBKDF2_SIZE + 1];
		size_t size = strlen(keys[i].salt);
		u8 key[PBKDF2_SIZE], *salt = malloc(size + 4);

		strcpy(password, keys[i].password);
		memcpy(salt, keys[i].salt, size);
		pbkdf2(password, salt, size, keys[i].rounds, key);
		to_hex(hex, key, sizeof key);
		assert_string_equal(hex, keys[i].key);
		free(salt);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_sums), cmocka_unit_test(pieces_make_no_difference),
		cmocka_unit_test(other_names), cmocka_unit_test(known_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
