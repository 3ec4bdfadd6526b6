using System.Reflection.Metadata;

namespace Sync.Architecture.Tests;

/// <summary>A POS is asked through one door (PosHttp, over a client of PosHttpClients), which knows where nobody may go.</summary>
public sealed class NetworkTests
{
    private static readonly string[] Doors =
        ["HttpClient", "HttpMessageInvoker", "SocketsHttpHandler", "HttpClientHandler", "WebClient", "WebRequest", "HttpWebRequest", "ClientWebSocket", "TcpClient", "UdpClient", "Socket", "Dns", "QuicConnection", "SslStream", "PosHttpClients", "IHttpClientFactory"];

    public static TheoryData<Part> WithoutDoors => [.. Part.All.Where(p => p.Assembly is "Sync.Model" or "Sync.Connectors" or "Sync.Insights")];

    [Theory]
    [MemberData(nameof(WithoutDoors))]
    public void GivenCodeThatMustNotChooseItsDoor_WhenItsCompiledCodeIsRead_ThenItNamesNoWayOntoTheNetwork(Part part) =>
        part.Read(m => m.TypeReferences.Select(t => m.GetString(m.GetTypeReference(t).Name)).Intersect(Doors).ToList()).ShouldBeEmpty();

    [Fact]
    public void GivenTheConnectors_WhenTheirCompiledCodeIsRead_ThenTheyUseTheSenderTheyAreGivenAndMakeNone()
    {
        var used = Part.All.Single(p => p.Assembly == "Sync.Connectors").Read(m => m.MemberReferences.Select(m.GetMemberReference)
            .Where(r => r.Parent.Kind == HandleKind.TypeReference && m.GetString(m.GetTypeReference((TypeReferenceHandle)r.Parent).Name) == "PosHttp")
            .Select(r => m.GetString(r.Name)).ToList());

        used.ShouldNotBeEmpty(); // else nothing was looked at
        used.ShouldNotContain(".ctor");
    }

    // The store and the master key in Cloud KMS talk to Google, at addresses that the operator chose.
    [Fact]
    public void GivenSources_WhenAClientIsMade_ThenByTheStoreOrByTheOneThatGuards() =>
        Sources.All.Where(f => f.Value.Contains("new HttpClient", StringComparison.Ordinal) || f.Value.Contains("new(new SocketsHttpHandler", StringComparison.Ordinal) || f.Value.Contains("new SocketsHttpHandler", StringComparison.Ordinal))
            .Select(f => f.Key).Where(f => !f.StartsWith("src/Sync.Store/Firestore/", StringComparison.Ordinal) && !f.StartsWith("src/Sync.Web/Kms/", StringComparison.Ordinal))
            .ShouldBe(["src/Sync.ConnectorKit/Http/PosHttpClients.cs"]);
}
