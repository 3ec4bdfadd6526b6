using System.Text;
using Sync.Model;
using Sync.Store.Firestore;
using Sync.Store.Firestore.Grpc;

namespace Sync.Store.Tests.Firestore;

/// <summary>The bytes of a commit, compared with those that protobuf.js makes with Google's own proto files.</summary>
public sealed class ProtoCommitTests
{
    private const string Database = "0a1e70726f6a656374732f702f6461746162617365732f2864656661756c7429";
    private const string Name = "0a3970726f6a656374732f702f6461746162617365732f2864656661756c74292f646f63756d656e74732f74656e616e74732f61636d652f632f61";

    private static readonly DocumentPath Path = new("c", "a");

    private static DocumentBody Body(string json) => new(Encoding.UTF8.GetBytes(json));

    private static string Commit(params DocumentWrite[] writes)
    {
        var to = new ProtoWriter(0);
        ProtoCommit.Write(to, new FirestoreNames(new FirestoreOptions { ProjectId = "p" }), OrgId.Parse("acme"), writes);
        return Convert.ToHexStringLower(to.Written.Span[5..]);
    }

    private static byte[] Fields(string json)
    {
        var to = new ProtoWriter(0);
        ProtoValues.WriteFields(Body(json), to);
        return to.Written.ToArray();
    }

    [Theory]
    [InlineData("\"a\\\"é\"", "8a01046122c3a9")]
    [InlineData("\"a\\u00e9\"", "8a010361c3a9")]
    [InlineData("\"\"", "8a0100")]
    [InlineData("-7", "10f9ffffffffffffffff01")]
    [InlineData("0", "1000")]
    [InlineData("9223372036854775807", "10ffffffffffffffff7f")]
    [InlineData("9223372036854775808", "19000000000000e043")]
    [InlineData("12.5", "190000000000002940")]
    [InlineData("0.1", "199a9999999999b93f")]
    [InlineData("true", "0801")]
    [InlineData("false", "0800")]
    [InlineData("null", "5800")]
    [InlineData("""{"$time":"2026-01-31T09:30:00.0005Z"}""", "520a089897f7cb0610a0c21e")]
    [InlineData("""{"$time":"1970-01-01T00:00:00Z"}""", "5200")]
    [InlineData("""{"$time":"1969-12-31T23:59:59.5Z"}""", "521108ffffffffffffffffff011080cab5ee01")]
    [InlineData("""{"$bytes":"AQID"}""", "920103010203")]
    [InlineData("""{"$bytes":""}""", "920100")]
    [InlineData("""{"$reference":"projects/p/x"}""", "2a0c70726f6a656374732f702f78")]
    [InlineData("""{"$geo":{"latitude":1.5,"longitude":2}}""", "421209000000000000f83f110000000000000040")]
    [InlineData("""{"$double":"Infinity"}""", "19000000000000f07f")]
    [InlineData("""{"$double":"-Infinity"}""", "19000000000000f0ff")]
    [InlineData("[0,\"\"]", "4a090a0210000a038a0100")]
    [InlineData("[]", "4a00")]
    [InlineData("""{"$$x":1}""", "320a0a080a02247812021001")]
    [InlineData("{}", "3200")]
    public void Given_a_value_When_written_Then_in_Firestores_bytes(string json, string bytes)
    {
        var length = bytes.Length / 2;
        Convert.ToHexStringLower(Fields($$"""{"f":{{json}}}""")).ShouldBe($"12{length + 5:x2}0a016612{length:x2}{bytes}");
    }

    [Fact]
    public void Given_NaN_When_written_Then_a_double_that_is_no_number() =>
        BitConverter.ToDouble(Fields("""{"f":{"$double":"NaN"}}""").AsSpan(^8..)).ShouldBe(double.NaN);

    [Theory]
    [InlineData(116), InlineData(117), InlineData(127), InlineData(128), InlineData(200), InlineData(16_370), InlineData(16_384), InlineData(70_000)]
    public void Given_text_of_any_length_When_written_Then_each_length_before_it_fits(int length)
    {
        var bytes = Fields($$"""{"f":[{"t":"{{new string('x', length)}}"}]}""");
        var at = 0;
        // entry, its value (past the key's 3 bytes), list, element, map, entry, its value, text: each reaches to the end
        foreach (var (tag, key) in new[] { (1, 3), (1, 0), (1, 0), (1, 0), (1, 0), (1, 3), (1, 0), (2, 0) })
        {
            at += tag;
            ReadVarint(bytes, ref at).ShouldBe(bytes.Length - at);
            at += key;
        }

        (bytes.Length - at).ShouldBe(length);
        bytes[at..].ShouldAllBe(b => b == 'x');
    }

    [Fact]
    public void Given_a_merge_When_written_Then_its_mask_names_what_it_sets_and_removes() =>
        Commit(DocumentWrite.Merge(Path, Body("""{"n":1}"""), ["x.y"])).ShouldBe($"{Database}12520a44{Name}12070a016e120210011a0a0a016e0a0560782e7960");

    [Fact]
    public void Given_a_create_When_written_Then_only_where_nothing_is() =>
        Commit(DocumentWrite.Create(Path, DocumentBody.Empty)).ShouldBe($"{Database}12410a3b{Name}22020800");

    [Theory]
    [InlineData("2026-01-31T09:30:00.123456Z", "220d120b089897f7cb06108094ef3a")]
    [InlineData("2026-01-31T09:30:00Z", "22081206089897f7cb06")]
    [InlineData("", "22020800")]
    public void Given_a_version_When_written_Then_only_where_it_stands(string version, string condition) =>
        Commit(DocumentWrite.Replace(Path, DocumentBody.Empty, version)).ShouldBe($"{Database}12{0x3d + (condition.Length / 2):x2}0a3b{Name}{condition}");

    [Fact]
    public void Given_several_writes_When_written_Then_one_after_the_other() =>
        Commit(DocumentWrite.Delete(Path), DocumentWrite.Verify(Path, "")).ShouldBe($"{Database}123b12{Name[2..]}123f2a{Name[2..]}22020800");

    private static int ReadVarint(byte[] bytes, ref int at)
    {
        var value = 0;
        for (var shift = 0; ; shift += 7)
        {
            value |= (bytes[at] & 0x7f) << shift;
            if (bytes[at++] < 0x80) return value;
        }
    }
}
