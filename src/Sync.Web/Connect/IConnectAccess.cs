using Microsoft.AspNetCore.Http;
using Sync.Engine.Connections;

namespace Sync.Web.Connect;

/// <summary>Decides who may connect what.</summary>
internal interface IConnectAccess
{
    /// <summary>Whether whoever sent this request may.</summary>
    ValueTask<bool> MayAsync(HttpRequest request, ConnectAsk ask, CancellationToken cancellation);
}
