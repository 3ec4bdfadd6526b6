using Sync.Web.Connect;

namespace Sync.Web.Tests.Connect;

/// <summary>Where the service is reached.</summary>
public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("https://sync.example.com", "https://sync.example.com")]
    [InlineData("https://sync.example.com/", "https://sync.example.com")]
    [InlineData(" http://localhost:5080 ", "http://localhost:5080")]
    public void GivenAnAddressOfAHost_WhenRead_ThenItHasNoPath(string text, string expected) => PublicAddress.Parse(text).ShouldBe(expected);

    [Theory]
    [InlineData("sync.example.com")]
    [InlineData("https://sync.example.com/path")]
    [InlineData("https://user@sync.example.com")]
    [InlineData("ftp://sync.example.com")]
    [InlineData("https://sync.example.com/?a=1")]
    public void GivenSomethingElse_WhenRead_ThenItIsRefusedByName(string text) =>
        Should.Throw<FormatException>(() => PublicAddress.Parse(text)).Message.ShouldContain("SYNC_PUBLIC_URL");

    [Theory]
    [InlineData("http://0.0.0.0:8080", "http://localhost:8080")]
    [InlineData("http://[::]:5080", "http://localhost:5080")]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080")]
    public void GivenWhereAServiceListens_WhenItIsReachedFromItsMachine_ThenByAName(string listening, string expected) => PublicAddress.Of(listening).ShouldBe(expected);
}
