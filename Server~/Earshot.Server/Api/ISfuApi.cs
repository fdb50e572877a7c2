using System.Threading.Tasks;

namespace Earshot.Server.Api;

/// <summary>Cloudflare's Realtime API for one application, whoever answers it: here the embedded SFU. The proxy knows
/// nothing but this.</summary>
public interface ISfuApi
{
    /// <summary>Makes one call. What is wrong with the request is a reply, never an exception.</summary>
    Task<ApiReply> SendAsync(ApiRequest request);
}
