using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sync.Engine.Ledger;
using Xunit;

namespace Sync.Engine.Tests;

/// <summary>Ledgers that were stored before a hash had a type of its own hold UInt128: both must stay one and the same.</summary>
public sealed class StableHashTests
{
    [Theory]
    [InlineData("")]
    [InlineData("order-00042")]
    [InlineData("änne@shop.example")]
    public void Given_a_text_When_it_is_hashed_Then_bytes_digits_and_order_are_those_of_the_first_half_of_its_sha256(string text)
    {
        var number = BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

        var hash = StableHash.Of(text);

        var bytes = new byte[StableHash.Bytes];
        hash.Write(bytes);
        Assert.Equal(number, BinaryPrimitives.ReadUInt128LittleEndian(bytes));
        Assert.Equal(number.ToString("x32", CultureInfo.InvariantCulture), hash.ToString());
        Assert.Equal(hash, StableHash.Read(bytes));
        Assert.Equal(hash, StableHash.Parse(hash.ToString()));
        Assert.Equal(hash, StableHash.Of(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Given_many_When_they_are_sorted_Then_they_stand_as_their_numbers_would()
    {
        var texts = Enumerable.Range(0, 500).Select(i => $"id-{i}").ToList();

        var sorted = texts.Select(StableHash.Of).Order().Select(h => h.ToString());

        Assert.Equal(sorted, texts.Select(StableHash.Of).Select(h => h.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("zz000000000000000000000000000000")]
    public void Given_what_is_no_hash_When_it_is_parsed_Then_it_is_refused(string digits) => Assert.Throws<FormatException>(() => StableHash.Parse(digits));
}
