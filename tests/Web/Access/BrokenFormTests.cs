using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sync.ConnectorKit.Http;
using Sync.Simulator.Kit;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Site;
using Sync.Web.Tests.Secrecy;

namespace Sync.Web.Tests.Access;

/// <summary>Bodies of forms that are broken, as anybody can send them: refused as such, without a line of an error in the log.</summary>
public sealed class BrokenFormTests
{
    private const string Plain = "application/x-www-form-urlencoded";
    private const string Parts = "multipart/form-data";

    [Theory]
    [InlineData(Parts + "; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb", 400)] // cut short
    [InlineData(Parts + "; boundary=y", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n", 400)]
    [InlineData(Parts, "--x--\r\n", 400)]
    [InlineData(Parts + "; boundary=", "--x--\r\n", 400)]
    [InlineData(Plain + "; charset=utf-7", "a=b", 400)]
    [InlineData(Plain, "a=%00", 400)]
    [InlineData(Plain, null, 413)] // more fields than any form has
    public async Task GivenABrokenForm_WhenItIsSent_ThenItIsRefusedInWords_AndTheLogHasNoError(string type, string? body, int status)
    {
        using var folder = new TempFolder();
        using var log = new LogCapture();
        await using var service = await StartAsync(folder, log);
        using var browser = new Browserish(service.Url);
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body ?? string.Join('&', Enumerable.Repeat("a=b", 2_000))));
        content.Headers.TryAddWithoutValidation("Content-Type", type).ShouldBeTrue();

        using var answer = await browser.Client.PostAsync("/sign-in", content);

        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(status == 413 ? "This form is too large" : "This form cannot be read");
        log.Lines.ShouldNotContain(l => l.Contains(" Error: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task GivenAChunkOfNoSize_WhenItIsSent_ThenItIsRefusedInWords_AndTheLogHasNoError()
    {
        using var folder = new TempFolder();
        using var log = new LogCapture();
        await using var service = await StartAsync(folder, log);
        var at = new Uri(service.Url);
        using var line = new TcpClient();
        await line.ConnectAsync(at.Host, at.Port);
        var stream = line.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /sign-in HTTP/1.1\r\nHost: {at.Authority}\r\nConnection: close\r\nContent-Type: {Plain}\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n"));

        var answer = await new StreamReader(stream).ReadToEndAsync();

        answer.ShouldStartWith("HTTP/1.1 400");
        answer.ShouldContain("This form cannot be read");
        log.Lines.ShouldNotContain(l => l.Contains(" Error: ", StringComparison.Ordinal));
    }

    [Fact]
    public void GivenABodyThatComesTooSlowly_WhenItsFaultIsTold_ThenItIsThat_AndAFullDiskIsNotTheSenders()
    {
        FormFault.StatusOf(new BadHttpRequestException("late", StatusCodes.Status408RequestTimeout)).ShouldBe((int)HttpStatusCode.RequestTimeout);
        FormFault.Said(StatusCodes.Status408RequestTimeout).Title.ShouldBe("This form came too slowly");
        FormFault.StatusOf(new IOException("No space left on device", 28)).ShouldBeNull();
        FormFault.StatusOf(new InvalidOperationException()).ShouldBeNull();
    }

    private static Task<Service> StartAsync(TempFolder folder, LogCapture log) => Service.LoggedAsync(
        new SyncSettings { Store = StoreLocation.Parse(folder.Store), AllowedHosts = AllowedHosts.Parse(FakeServer.Host) }, log.AddTo);
}
