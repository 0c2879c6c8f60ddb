// What the button does, without waiting for her.
document.getElementById("post").submit();
