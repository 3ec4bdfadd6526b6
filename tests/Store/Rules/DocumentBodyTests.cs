namespace Sync.Store.Tests.Rules;

public sealed class DocumentBodyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100_000)]
    public void Given_bytes_When_a_body_is_made_of_them_Then_it_is_the_one_that_is_written_field_by_field(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);

        var body = DocumentBody.OfBytes("data", bytes);

        body.Json.ToArray().ShouldBe(DocumentBody.Build(b => b.Bytes("data", bytes)).Json.ToArray());
        body.Read().Bytes("data").ShouldBe(bytes);
    }
}
