export default {
  settings: '画面与声音', source: '画面来源', kind: { camera: '摄像头', screen: '共享屏幕', cover: '封面图片', test: '测试画面' },
  camera: '摄像头', microphone: '麦克风', height: '清晰度', lines: '{n} 线', anyDevice: '默认设备', mute: '静音', unmute: '打开声音',
  hint: '先打开画面看一看；开播后自动传给观众。没有摄像头可以用测试画面或封面图片，直播照样能用。',
  ready: '画面已就绪', readyLong: '画面已就绪，开播后自动传给观众。', noSound: '没有打开麦克风，观众听不到声音。',
  state: { off: '没有传画面', connecting: '正在连接', live: '正在传画面', lost: '连接断了，正在重连', slow: '网络太慢，稍后继续', refused: '画面没有传出去', replaced: '已由另一个页面接管' },
  rate: '码率', watchers: '观看连接', recording: '录像', recorded: '正在录像', notRecorded: '没有录像', takeBack: '由我来传', off: '关闭画面',
  unable: '这个浏览器不能传画面，请用最新的 Chrome、Edge 或 Firefox。', unableToWatch: '这个浏览器放不了直播画面，评论和下单不受影响。请用最新的 Chrome、Edge 或 Firefox。',
  problem: {
    denied: '浏览器没有允许使用。请点地址栏旁的图标，允许摄像头和麦克风后再试。', missing: '没有找到这个设备，请检查是否插好，或者用测试画面。', busy: '设备正被别的程序占用，请关掉那个程序后再试。',
    insecure: '摄像头只在 https 或本机地址下可用，请让老师用 https 打开系统。', failed: '画面没有打开，请再试一次，或者换一个来源。',
  },
  hostLost: '主播的网络断了，请稍候……', elsewhere: '画面在另一台服务器上，本页看不到；评论和下单不受影响。请从和主播相同的地址进入。', soundOn: '点这里打开声音', noPicture: '这个时刻没有画面',
  streamUrl: '外部直播流地址（HLS，可不填）', streamHint: '填写后，观众看到的是这个地址的画面。', streamSaved: '直播流地址已保存',
}
