/* Runs only in browsers without modules (IE mode): says what to do instead of showing a broken page. */
window.onload = function () {
  document.body.innerHTML = '<h1>请切换极速模式或升级浏览器</h1>' +
    '<p>本系统需要 Chrome 或 Edge 109 及以上版本。使用 360、QQ 等双核浏览器的，请点击地址栏右侧的图标，切换到“极速模式”。</p>';
};
